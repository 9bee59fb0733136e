"""Is a workbook safe to open? It is a ZIP archive from outside: looked through once, piece by piece, before it is read.

Refused are archives that would fill the memory, and XML with a document type (entities, which grow without end or
fetch files). Nothing is ever unpacked to disk, no link is followed and no macro run; links and macros are warned of.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from orgraph.loaders.reading.privacy import suspect
from orgraph.loaders.reading.table import FileError, FormatError

LARGEST = 4 << 30  # bytes of all parts together: a sheet of a million rows has about 0.3 GB
LARGEST_WHOLE = 64 << 20  # bytes of a file that can only be read as a whole (XLS, JSON, web pages)
CROWDED = 10_000  # parts
PACKED = 200  # times smaller than its content: sheets are 5 to 40 times
_HARMLESS = 64 << 20  # bytes up to which a well packed part is only a sheet of equal rows
_PIECE = 1 << 20
_ENTRY = b"PK\x01\x02"  # what each line of an archive's list of parts begins with
_OVERLAP = 64
_TYPED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_MOST_MERGED = 1_000_000
_PACKINGS = (ZIP_STORED, ZIP_DEFLATED)


@dataclass(slots=True)
class Archive:
    """What the look through a workbook has found: names of its parts, warnings, and the cells of each sheet that
    are merged downwards: (letters of the column, first row, last row)."""

    names: frozenset[str]
    warnings: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    merged: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    suspect: bool = False


@contextmanager
def opened(path: Path) -> Iterator[ZipFile]:
    """The archive; what is wrong with it is a FormatError."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as problem:
        raise FormatError(f"压缩包损坏（{type(problem).__name__}）") from None


def whole(path: Path) -> bytes:
    """The content of a file that can only be read as a whole. Raises FileError if it is too large for that."""
    size = path.stat().st_size
    if size > LARGEST_WHOLE:
        raise FileError("file.too-large", size=f"{size >> 20} MB", limit=f"{LARGEST_WHOLE >> 20} MB")
    return path.read_bytes()


def inspect(path: Path) -> Archive:
    """Look through a workbook. Raises FileError if it must not be opened."""
    _entries(path)
    with opened(path) as archive:
        parts = archive.infolist()
        _sizes(parts)
        if any(part.flag_bits & 1 for part in parts):
            raise FileError("file.password")
        found = Archive(frozenset(archive.namelist()))
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".bin")):
                _look(archive, part, found)
    if any(name.startswith("xl/externalLinks/") for name in found.names):
        found.warnings.append(("file.external-links", {}))
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in found.names):
        found.warnings.append(("file.macros", {}))
    return found


def _entries(path: Path) -> None:
    """Count the parts before the list of them is read, which takes half a kilobyte of memory for each."""
    count, seen = 0, b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            count += (seen + piece).count(_ENTRY)
            seen = piece[1 - len(_ENTRY):]
    if count > CROWDED:
        raise FileError("file.unsafe", reason=f"压缩包里有 {count:,} 个文件")


def _sizes(parts: list[ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if total > LARGEST:
        raise FileError("file.too-large", size=f"{total / (1 << 30):,.1f} GB", limit=f"{LARGEST >> 30} GB")
    for part in parts:
        if part.compress_type not in _PACKINGS:
            raise FormatError(f"压缩方法 {part.compress_type} 不是工作簿用的")
        if part.file_size > _HARMLESS and part.file_size > PACKED * part.compress_size:
            raise FileError("file.unsafe", reason="压缩比过高，像压缩炸弹")


def _look(archive: ZipFile, part: ZipInfo, found: Archive) -> None:
    """Read a part through, which also proves that it is no larger than it says."""
    binary = part.filename.lower().endswith(".bin")
    sheet = part.filename.startswith("xl/worksheets/")
    found.suspect = found.suspect or (binary and sheet)  # XLSB: its texts cannot be searched as they lie there
    seen = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            if binary:
                continue
            if not seen and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise FileError("file.unsafe", reason="XML 的编码不是 UTF-8")
            text = seen + piece
            if b"<!" in text and _TYPED.search(text):
                raise FileError("file.unsafe", reason="XML 里有 DOCTYPE 或 ENTITY")
            found.suspect = found.suspect or suspect(text)
            done = _merged(text, found.merged.setdefault(part.filename, [])) if sheet and b"<mergeCell " in text else 0
            seen = text[max(done, len(text) - _OVERLAP):]
    if part.filename == "META-INF/manifest.xml" and b"encryption-data" in archive.read(part):
        raise FileError("file.password")


def _merged(text: bytes, merged: list[tuple[str, int, int]]) -> int:
    """Add the merged cells of a piece of a sheet; where the last of them ends."""
    done = 0
    for match in _MERGED.finditer(text):
        done = match.end()
        if int(match[2]) < int(match[3]):
            merged.append((match[1].decode(), int(match[2]), int(match[3])))
    if len(merged) > _MOST_MERGED:
        raise FileError("file.unsafe", reason="合并的单元格过多")
    return done
