"""Names of files and sheets, which departments call after areas: those that name a hidden one are not told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from orgraph.model import Source
from orgraph.queries.scope.sight import Sight
from orgraph.queries.scope.tokens import HIDDEN
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

_SHORTEST, _LONGEST = 2, 24  # characters of a name within a file's


@dataclass(slots=True)
class Files:
    """Tells sources as a caller may know them; each name is looked through once."""

    view: View
    sight: Sight
    _told: dict[str, str] = field(default_factory=dict)

    def told(self, source: Source) -> Source:
        """The source with HIDDEN for a file or sheet that names what may not be named."""
        if not self.sight.limited:
            return source
        file, sheet = self._name(source.file), self._name(source.sheet)
        return source if file is source.file and sheet is source.sheet else Source(file, sheet, source.row)

    def _name(self, name: str) -> str:
        found = self._told.get(name)
        if found is None:
            found = self._told[name] = self._looked_through(name)
        return name if found == name else found

    def _looked_through(self, name: str) -> str:
        """A name within a name that may be named is a part of that."""
        for stem in (PurePath(part).stem for part in PurePath(name).parts):
            spans = [(at, end) for size in range(min(len(stem), _LONGEST), _SHORTEST - 1, -1)
                     for at in range(len(stem) - size + 1) for end in (at + size,)]
            known: list[tuple[int, int]] = []
            for (at, end), nodes in zip(spans, self.view.named([stem[at:end] for at, end in spans]), strict=True):
                there = [p for p in nodes if vocabulary().root(self.view.kind(p)) in ("Area", "Organization")]
                if any(map(self.sight.named, there)):
                    known.append((at, end))
                elif there and not any(lo <= at and end <= hi for lo, hi in known):
                    return HIDDEN
        return name
