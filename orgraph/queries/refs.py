"""Nodes and sources as results show them."""

from __future__ import annotations

from orgraph.model import Source
from orgraph.results import NodeRef, SourceRef
from orgraph.stores.base import View


def node_ref(view: View, position: int) -> NodeRef:
    """A node by id, name and kind."""
    return NodeRef(id=view.ids([position])[0], name=view.name(position), kind=view.kind(position))


def source_ref(source: Source) -> SourceRef:
    """The row of a file."""
    return SourceRef(file=source.file, sheet=source.sheet, row=source.row)
