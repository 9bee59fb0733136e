"""Their nodes by code, number, name and key: what a property that names a node may mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from orgraph.loaders.foreign.mapping import nearest
from orgraph.loaders.foreign.nodes import Node
from orgraph.loaders.foreign.values import Values
from orgraph.model import PREFIXES
from orgraph.names import name_keys, normalise

_SHOWN = 4
_SUGGESTED = 20


class Known:
    """Finds nodes; by name also those that are no nodes of theirs: topics, by `topics` (name → id)."""

    def __init__(self, nodes: Iterable[Node], topics: Mapping[str, str]) -> None:
        self._found: dict[tuple[str, str, str], list[Node]] = {}
        self._names: dict[str, list[str]] = {}
        self._topics = {normalise(name): f"{PREFIXES['Topic']}-{known}" for name, known in topics.items()}
        self._names["Topic"] = list(topics)
        self._suggested = 0
        for node in nodes:
            root = node.root
            for by, text in (("code", node.code), ("number", node.number), ("key", node.key)):
                self._add(root, by, normalise(text), node)
            for key in name_keys(node.kind, node.name, node.aliases):
                self._add(root, "name", key, node)
            self._names.setdefault(root, []).append(node.name)

    def _add(self, root: str, by: str, text: str, node: Node) -> None:
        if text and node not in (there := self._found.setdefault((root, by, text), [])):
            there.append(node)

    def one(self, text: str, by: str, roots: Sequence[str], values: Values, column: str) -> Node | str | None:
        """The node that `text` means, the id of a topic, or None: then what is wrong is reported."""
        found: list[Node] = []
        for root in roots:
            if root == "Topic" and (topic := self._topics.get(normalise(text))):
                return topic
            keys = name_keys(root, text) if by == "name" else (normalise(text),)
            for key in reversed(keys):  # as it is written, before what is the same but for its ending
                if there := self._found.get((root, by, key)):
                    found += there
                    break
        if len(found) == 1:
            return found[0]
        report = values.report
        if found:
            shown = "；".join(f"{node.name}（{node.source.sheet} {node.source.row}）" for node in found[:_SHOWN])
            report("reference.ambiguous", column, text, count=len(found), choices=shown)
        else:
            report("reference.unknown", column, text, table="图中映射的节点", near=self._near(text, by, roots))
        return None

    def _near(self, text: str, by: str, roots: Sequence[str]) -> str:
        """What may have been meant; looked for a few times only, for it takes long."""
        if by != "name" or self._suggested >= _SUGGESTED:
            return ""
        self._suggested += 1
        return nearest(text, [name for root in roots for name in self._names.get(root, ())]).removeprefix(text)
