"""The versions of all that an answer depends on besides the data, as hashes of their contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path

from orgraph.config import Settings

_PACKAGE = Path(__file__).parent.parent
_CALLS = _PACKAGE / "queries" / "who_to_call"
_RULES = _PACKAGE / "queries" / "coverage" / "rules"


def versions(settings: Settings) -> dict[str, str]:
    """Hashes by name: "program", "libraries", "rules", "vocabulary", data files and folders of who-to-call by theirs.

    A file that a setting names (weights, a model) takes the place of what is shipped under the setting's name; a
    user's folder (of rules, of topics) stands beside what is.
    """
    found = dict(_shipped())
    for name, value in settings:
        if isinstance(value, Path) and value.is_file():
            found[name] = _hash([value])
        elif isinstance(value, Path) and name in _data():
            found[name] = _hash([*_data()[name], *_files(value, "*.toml")])
    return found


def differing(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names of what is another version, was not there then or is no more."""
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))


@cache
def _shipped() -> Mapping[str, str]:
    """Of what ships with the program, once a process."""
    found = {name: _hash(files) for name, files in _data().items()}
    found["program"] = _hash(sorted(_PACKAGE.rglob("*.py")))
    found["libraries"] = blake2b("\n".join(sorted(_libraries())).encode(), digest_size=8).hexdigest()
    return found


@cache
def _data() -> Mapping[str, list[Path]]:
    """The data files that ship, by name; a folder of nothing but data counts as one, by its own."""
    data: dict[str, list[Path]] = {}
    for file in sorted(path for path in _CALLS.rglob("*.*") if path.suffix not in (".py", ".pyc")):
        among_code = any(file.parent.glob("*.py"))
        data.setdefault(file.stem if among_code else file.parent.name, []).append(file)
    return data | {"rules": _files(_RULES, "*.toml"), "vocabulary": _files(_PACKAGE / "vocabulary", "*.toml")}


def _libraries() -> Iterator[str]:
    """The libraries that the program needs, as name and version."""
    for needed in metadata.requires("orgraph") or ():
        if "extra ==" not in needed:
            name = re.split(r"[^\w.-]", needed, maxsplit=1)[0]
            yield f"{name} {metadata.version(name)}"


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def _hash(files: Iterable[Path]) -> str:
    digest = blake2b(digest_size=8)
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
