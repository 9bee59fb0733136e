"""The links of a patch: recorded ones by their ids, and the derived ones that follow from what was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.stores.snapshot.columns import MISSING, Array
from orgraph.stores.snapshot.derive import Office, Seat, fill
from orgraph.stores.snapshot.index import text_hash
from orgraph.stores.snapshot.links import sorted_columns
from orgraph.stores.snapshot.source import Changes, LinkRow
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.snapshot.patch import Draft

Row = dict[str, Any]  # one link: column → value


def patch_links(draft: Draft, changes: Changes) -> bool:
    """Apply the changed links to the draft; False if a derived type would need the whole snapshot."""
    gone = np.array(sorted(text_hash(link) for link in changes.links), np.uint64)
    added: dict[str, list[Row]] = {}
    organizations: set[int] = set()
    for rows in changes.links.values():
        for link in rows[:1]:
            subject, object_ = draft.position(link.subject), draft.position(link.object)
            if subject >= 0 and object_ >= 0:
                added.setdefault(link.type, []).append(_row(draft, link, subject, object_))
                _follow(draft, link, subject, added)
    types = [t for t in vocabulary().relations if draft.has(f"{t}.subject")]
    removed, touched = sorted(draft.removed), sorted(draft.touched)
    for type_ in types:
        ended = np.isin(draft.get(f"{type_}.id"), gone) if type_ not in ("HOLDS", "PERFORMS") else False
        ends = [draft.get(f"{type_}.{end}") for end in ("subject", "object")]
        lost = np.flatnonzero(ended | np.isin(ends[0], removed) | np.isin(ends[1], removed))
        if type_ == "MEMBER":  # what followed from a membership goes with it
            gone = np.union1d(gone, draft.get("MEMBER.id")[lost])
        if type_ == "POST_IN":
            organizations |= set(ends[1][np.isin(ends[0], touched)].tolist())
            _replace(draft, "HOLDS", _held(draft, ends[0][lost]), [])  # a post that has left is held by nobody
        if type_ in ("MEMBER", "POST_IN"):
            organizations |= {int(p) for p in draft.get(f"{type_}.object")[lost]}
        if type_ == "AVAILABLE_IN" and len(lost):
            return False  # whether the service falls back to its home is for a build to say
        _replace(draft, type_, lost, [])
    if "AVAILABLE_IN" in added:
        return False
    for type_, rows_ in added.items():
        _replace(draft, type_, np.empty(0, np.int64), rows_)
        if type_ in ("MEMBER", "POST_IN"):
            organizations |= {row["object"] for row in rows_}
    _perform(draft)
    if organizations:
        _hold(draft, sorted(organizations))
    return True


def _row(draft: Draft, link: LinkRow, subject: int, object_: int) -> Row:
    row: Row = {"subject": subject, "object": object_, "start": DAY_MIN if link.start is None else link.start,
                "end": DAY_MAX if link.end is None else link.end, "file": link.file,
                "sheet": draft.add_text("sheet", link.sheet), "row": link.row, "id": text_hash(link.id)}
    for prop, value in orjson.loads(link.props).items():
        row[f"prop.{prop}"] = draft.encode(prop, value)
    return row


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if not name.startswith("prop.")}


def _follow(draft: Draft, link: LinkRow, subject: int, added: dict[str, list[Row]]) -> None:
    """ON_BEHALF_OF follows from a membership."""
    target = orjson.loads(link.props).get("on_behalf_of") if link.type == "MEMBER" else None
    position = draft.position(target) if target else -1
    if position >= 0:
        added.setdefault("ON_BEHALF_OF", []).append({**_bare(added["MEMBER"][-1]), "object": position})


def _perform(draft: Draft) -> None:
    """PERFORMS and AVAILABLE_IN of the nodes touched."""
    for position in sorted(draft.touched):
        if draft.has("PERFORMS.subject"):
            _replace(draft, "PERFORMS", np.flatnonzero(draft.get("PERFORMS.subject") == position), [])
        kind = vocabulary().kind_order[int(draft.get("node.kind")[position])]
        row: Row = {"subject": position, **{f: int(draft.get(f"node.{f}")[position])
                                            for f in ("start", "end", "file", "sheet", "row")}, "id": position}
        function = _function(draft, position)
        if function >= 0:
            _replace(draft, "PERFORMS", np.empty(0, np.int64), [{**row, "object": function}])
        home = int(draft.get("node.home")[position])
        if draft.has("AVAILABLE_IN.subject"):  # a link that followed from the node has its position for an id
            own = (draft.get("AVAILABLE_IN.subject") == position) & (draft.get("AVAILABLE_IN.id") < draft.size)
            _replace(draft, "AVAILABLE_IN", np.flatnonzero(own), [])
        if vocabulary().is_a(kind, "Service") and home >= 0 and not _links_at(draft, "AVAILABLE_IN", position):
            _replace(draft, "AVAILABLE_IN", np.empty(0, np.int64), [{**row, "object": home}])


def _function(draft: Draft, position: int) -> int:
    if not draft.has("prop.function.at"):
        return -1
    at = draft.get("prop.function.at")
    found = int(np.searchsorted(at, position))
    if found == len(at) or at[found] != position:
        return -1
    return draft.position("f-" + draft.text("text.function", int(draft.get("prop.function.value")[found])))


def _links_at(draft: Draft, type_: str, subject: int) -> bool:
    return draft.has(f"{type_}.subject") and bool((draft.get(f"{type_}.subject") == subject).any())


def _held(draft: Draft, posts: Array | list[int]) -> Array:
    """Numbers of the HOLDS links of posts."""
    return np.flatnonzero(np.isin(draft.get("HOLDS.object"), posts)) if draft.has("HOLDS.object") else np.empty(0, int)


def _hold(draft: Draft, organizations: list[int]) -> None:
    """HOLDS of some organisations, made again from their posts and memberships as they are now."""
    if not all(draft.has(name) for name in ("POST_IN.subject", "MEMBER.subject", "MEMBER.prop.role")):
        return
    there = np.isin(draft.get("POST_IN.object"), organizations)
    posts, owners = draft.get("POST_IN.subject")[there].tolist(), draft.get("POST_IN.object")[there].tolist()
    fields = ("subject", "object", "start", "end", "file", "sheet", "row", "id")
    columns, roles = {f: draft.get(f"MEMBER.{f}") for f in fields}, draft.get("MEMBER.prop.role")
    links = np.flatnonzero(np.isin(columns["object"], organizations) & (roles != MISSING)).tolist()
    offices = [Office(int(columns["object"][i]), draft.text("text.role", int(roles[i])), int(columns["start"][i]),
                      int(columns["end"][i]), int(columns["id"][i]), i) for i in links]
    start, end = draft.get("node.start"), draft.get("node.end")
    seats = [Seat(owner, draft.text("name", post), draft.text("id", post), post, int(start[post]), int(end[post]))
             for post, owner in zip(posts, owners, strict=True)]
    rows = [{**{f: columns[f][office.link].item() for f in fields}, "object": post}
            for office, post in fill(seats, offices)]
    _replace(draft, "HOLDS", _held(draft, posts), rows)


def _replace(draft: Draft, type_: str, lost: Array, rows: list[Row]) -> None:
    """Take links out of a type and put others in, keeping its order and its index."""
    if not len(lost) and not rows:
        return
    prefix = f"{type_}."
    names = {n[len(prefix):] for n in (*draft.base.columns, *draft.columns) if n.startswith(prefix)}
    names -= {"out", "in", "in.link"}
    names |= {name for row in rows for name in row}
    size = len(draft.get(f"{prefix}subject")) if draft.has(f"{prefix}subject") else 0
    arrays: dict[str, Array] = {}
    for name in sorted(names):
        if draft.has(prefix + name):
            column = np.delete(draft.get(prefix + name), lost)
        else:
            column = np.full(size - len(lost), MISSING, np.uint64 if name == "id" else np.int32) if size else np.empty(
                0, np.uint64 if name == "id" else np.int32)
        arrays[name] = np.append(column, np.array([row.get(name, MISSING) for row in rows], column.dtype))
    draft.columns |= sorted_columns(type_, arrays, draft.size)
