"""What is received: names that lead nowhere else, kinds of file that are data, archives that are no bombs."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 — an exception

from orgraph.api.jobs.job import JobFile
from orgraph.errors import OrgraphError, Where
from orgraph.loaders.folders import KINDS, is_data
from orgraph.loaders.mapping.files import SUFFIX as MAPPING

MOST_FILES = 1000
DEEPEST = 8
LONGEST = 200  # bytes of a part of a name: file systems take 255, and a corrected copy's name is longer
_PIECE = 1 << 20
_BAD = re.compile(r'[\x00-\x1f\x7f:*?"<>|]')


class UploadRefused(OrgraphError):
    """Something that was sent and is not taken."""

    code = "upload"
    status = 400

    def __init__(self, detail: str, *, code: str, hint: str = "", where: Where | None = None, status: int = 400
                 ) -> None:
        super().__init__(detail, hint=hint, where=where, code=code)
        self.status = status


class Sent(Protocol):
    """A file as the framework hands it on."""

    @property
    def filename(self) -> str | None:
        """What the client calls it."""

    @property
    def file(self) -> IO[bytes]:
        """Its content."""


def receive(sent: Sequence[Sent], into: Path, folder: str, limit: int) -> tuple[list[JobFile], list[str]]:
    """Lay what was sent into `into`; gives the files, and the names in archives that are no data.

    folder: of the files that are sent without one; limit: bytes of all, unpacked. Raises UploadRefused.
    """
    into_ = _Into(into, limit)
    base = str(clean(folder))
    for one in sent:
        if not one.filename:
            continue
        name = clean(one.filename)
        if name.suffix.lower() == ".zip":
            _unpack(one.file, name, into_, base)
            continue
        if not is_kind(name.name):
            raise UploadRefused(
                f"不收这种文件：{name} (not a kind of file that is taken)", code="upload-kind", status=415,
                hint="、".join(sorted((*KINDS, MAPPING, ".zip"))), where=Where(file=str(name)))
        into_.lay(one.file, name if len(name.parts) > 1 else PurePosixPath(base, name))
    if not into_.files:
        raise UploadRefused("没有收到能导入的文件 (no file that can be loaded)", code="upload-empty",
                            hint="、".join(sorted((*KINDS, ".zip"))))
    return into_.files, into_.skipped


def is_kind(name: str) -> bool:
    """Whether a name is one of data, or of a mapping. Queries of databases (.source.toml) are not taken from outside:
    they would make the service open whatever they say."""
    return PurePosixPath(name.lower()).suffix in KINDS or name.lower().endswith(MAPPING)


def clean(name: str) -> PurePosixPath:
    """A name as it was sent, as a path below the folder of the load. Raises UploadRefused for one that leads out."""
    path = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/"))
    parts = path.parts
    if (path.is_absolute() or not parts or len(parts) > DEEPEST or _BAD.search(str(path))
            or any(part.startswith((".", "~$")) or len(part.encode()) > LONGEST for part in parts)):
        raise UploadRefused(f"文件名不能用：{name[:100]!r} (file name refused)", code="upload-name",
                            hint="用普通的文件名，不带 .. 和盘符 (a plain name)")
    return path


class _Into:
    """The folder that things are laid into, counting."""

    def __init__(self, root: Path, limit: int) -> None:
        self._root = root
        self._limit = self._left = limit
        self.files: list[JobFile] = []
        self.skipped: list[str] = []

    def lay(self, content: IO[bytes], name: PurePosixPath, when: float | None = None) -> None:
        """Write one file. Raises UploadRefused if it is there already, or all are too many or too large."""
        target = self._root / name
        if len(self.files) >= MOST_FILES:
            raise UploadRefused(f"文件超过 {MOST_FILES} 个 (too many files)", code="upload-many")
        if target.exists():
            raise UploadRefused(f"收到两个 {name} (sent twice)", code="upload-twice", where=Where(file=str(name)))
        target.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with target.open("xb") as out:
            while piece := content.read(_PIECE):
                size += len(piece)
                self._left -= len(piece)
                if self._left < 0:
                    raise self.too_large()
                out.write(piece)
        if when is not None:
            os.utime(target, (when, when))
        self.files.append(JobFile(name=str(name), bytes=size))

    def too_large(self) -> UploadRefused:
        """The refusal of more than is taken."""
        return UploadRefused(f"文件一共超过 {self._limit >> 20} MB (too large)", code="too-large", status=413,
                             hint="分几次导入，或用命令行 orgraph load (load it in parts, or by the command line)")


def _unpack(content: IO[bytes], name: PurePosixPath, into: _Into, base: str) -> None:
    """Lay the data files of an archive; the sizes that it states are not trusted, what comes out is counted."""
    try:
        with ZipFile(content, metadata_encoding="gbk") as archive:  # what Chinese systems write without saying so
            for part in _parts(archive, into):
                path = clean(part.filename)
                if not (is_kind(path.name) and (is_data(path) or path.name.lower().endswith(MAPPING))):
                    into.skipped.append(str(path))
                    continue
                when = time.mktime((*part.date_time, 0, 0, -1))
                with archive.open(part) as out:
                    into.lay(out, path if len(path.parts) > 1 else PurePosixPath(base, path), when)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError,
            OverflowError) as problem:
        raise UploadRefused(f"压缩包打不开：{name}（{type(problem).__name__}）(archive cannot be opened)",
                            code="upload-archive", where=Where(file=str(name)),
                            hint="重新压缩，不加密码 (pack it again, without a password)") from None


def _parts(archive: ZipFile, into: _Into) -> Iterator[ZipInfo]:
    """The files of an archive but what systems put beside them."""
    parts = [part for part in archive.infolist() if not part.is_dir()]
    if sum(part.file_size for part in parts) > into._limit:
        raise into.too_large()
    for part in parts:
        names = PurePosixPath(part.filename.replace("\\", "/")).parts
        if "__MACOSX" not in names and not names[-1].startswith((".", "~$")) and names[-1] != "Thumbs.db":
            yield part
