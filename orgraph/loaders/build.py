"""Rows → records, sheet by sheet in an order in which everything is known before it is referred to.

Areas and organisations are read twice: first to know them all (`define`), then to write them (`emit`). A row that is
left out still stands in the indexes, marked bad, so that the rows that hang on it are left out without a word more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from orgraph.loaders.mapping.headings import Recognised
from orgraph.loaders.mapping.rows import Rows, RowValues
from orgraph.loaders.moved import Moved, stay_of, write_stay
from orgraph.loaders.problems import Problems
from orgraph.loaders.resolving.areacodes import short_code
from orgraph.loaders.resolving.functions import usual_function
from orgraph.loaders.resolving.people import Human, WrongNameError, person_id
from orgraph.loaders.resolving.places import CycleError, LevelError, Place
from orgraph.loaders.resolving.references import AreaCodeError, Candidate, ReferenceFailure
from orgraph.loaders.resolving.register import Body
from orgraph.loaders.resolving.resolve import Item, Node, Resolver, several
from orgraph.loaders.resolving.stays import OverlapError
from orgraph.loaders.resolving.twins import near_twins
from orgraph.loaders.write import ALWAYS, Writer, relation_labels, roots
from orgraph.model import NO_PROPS, PREFIXES, Entity, Record, Source, Value, make_id
from orgraph.names import normalise
from orgraph.vocabulary import Column, vocabulary

ORDER = ("area", "organization", "person", "post", "entry", "case", "membership", "relation", "duty", "waiver")
# What is read to know an area or organisation, and not again to write it; aliases are read for both.
_OF_AREA = frozenset(("name", "kind", "parent", "code", "number", "since", "until"))
_OF_ORGANIZATION = frozenset(("name", "kind", "home", "code", "number"))
_ALIASES = frozenset(("aliases",))
_READ_BEFORE = {"area": _OF_AREA, "organization": _OF_ORGANIZATION}
_OWNS = {"Need": "NEEDS", "Service": "OFFERS", "Project": "UNDERTAKES", "Agreement": "PARTY_TO",
         "Meeting": "CONVENES"}
_UNIT_ROLE: Mapping[str, Value] = {"role": "成员单位"}
_FAILURES = (ReferenceFailure, LevelError, CycleError, WrongNameError)


class Builder:
    """One pass over the tables of a load. `left_out`: rows already known to be bad."""

    def __init__(self, resolver: Resolver, problems: Problems, out: Callable[[Record], None],
                 left_out: frozenset[Source]) -> None:
        self._resolver = resolver
        self._problems = problems
        self._writer = Writer(out, problems)
        self._left_out = left_out
        self._places: dict[int, list[Place | None]] = {}
        self._bodies: dict[int, list[Body | None]] = {}
        self._twins: dict[str, list[Candidate]] = {}
        self._said: set[tuple[str, str]] = set()
        self._moved = Moved()

    def define_areas(self, tables: Sequence[Recognised]) -> None:
        """Know every area, then find the parents."""
        for table in tables:
            rows = Rows(table, self._problems, wanted=_OF_AREA | _ALIASES)
            self._places[id(table)] = [self._place(row, table.table.folder) for row in rows]
        areas = self._resolver.areas
        areas.settle()
        self._twins |= near_twins(areas.everything, areas.kept, areas.decisions)
        self._know(self._places, tables)

    def _know(self, nodes: Mapping[int, Sequence[Place | Body | None]], tables: Sequence[Recognised]) -> None:
        """Know in which file an entity stands that people decided another row is the same as."""
        if self._resolver.areas.decisions:
            self._said |= {(node.id, table.table.file) for table in tables for node in nodes[id(table)]
                           if node is not None and not node.merged and not node.bad}

    def _place(self, row: RowValues, folder: str) -> Place | None:
        name, kind = row.text("name"), row.text("kind")
        if not name or not kind:
            return None
        level = vocabulary().kinds[kind].level
        place = Place(name, kind, upper=row.text("parent"), code=short_code(row.text("code"), level),
                      number=row.text("number"), folder=folder, source=row.source, stay=stay_of(row))
        place.bad = not row.good or bool(self._left_out and row.source in self._left_out)
        self._resolver.areas.add(place, row.aliases())
        return place

    def define_organizations(self, tables: Sequence[Recognised]) -> None:
        """Know every organisation; the areas are settled."""
        for table in tables:
            rows = Rows(table, self._problems, wanted=_OF_ORGANIZATION | _ALIASES)
            self._bodies[id(table)] = [self._body(rows, row, table.table.folder) for row in rows]
        bodies = self._resolver.organizations
        bodies.settle()
        self._twins |= near_twins(bodies.everything, bodies.kept, bodies.decisions)
        self._know(self._bodies, tables)

    def _body(self, rows: Rows, row: RowValues, folder: str) -> Body | None:
        name, kind = row.text("name"), row.text("kind")
        if not name or not kind:
            return None
        home = self._area(rows, row, "home", folder)
        body = Body(name, kind, home, code=row.text("code"), number=row.text("number"), folder=folder)
        body.bad = home is None or not row.good or bool(self._left_out and row.source in self._left_out)
        self._resolver.organizations.add(body, row.aliases())
        return body

    def emit(self, table: Recognised) -> Iterator[Source]:
        """Write the records of one table, giving the source of every row read."""
        write = {
            "area": self._areas, "organization": self._organizations, "person": self._persons, "post": self._posts,
            "entry": self._entries, "case": self._cases, "membership": self._memberships,
            "relation": self._relations, "duty": self._duties, "waiver": self._waivers,
        }[table.kind.name]
        before = _READ_BEFORE.get(table.kind.name, frozenset())
        return write(table, Rows(table, self._problems, unwanted=before))

    def emit_people(self) -> None:
        """Write the persons that other sheets than person sheets have made."""
        for person in self._resolver.people.made():
            self._writer.record(person)

    # ---- what every sheet needs -----------------------------------------------------------------------

    def _usable(self, row: RowValues) -> bool:
        if row.good and not (self._left_out and row.source in self._left_out):
            return True
        self._problems.left_out.add(row.source)
        return False

    def _area(self, rows: Rows, row: RowValues, key: str, folder: str) -> Place | None:
        text = row.text(key)
        try:
            return self._resolver.areas.one(text, folder) if text else None
        except ReferenceFailure as problem:
            self._problems.reference(problem, row.source, rows.header(key), text, "area")
            return None

    def _organization(self, rows: Rows, row: RowValues, key: str, folder: str, near: Place | None) -> Body | None:
        text = row.text(key)
        try:
            return self._resolver.organizations.one(text, folder, near) if text else None
        except ReferenceFailure as problem:
            self._problems.reference(problem, row.source, rows.header(key), text, "organization")
            return None

    def _entity(self, row: RowValues, known: str, kind: str, name: str, home: Place | None, *, code: str = "",
                number: str = "", aliases: tuple[str, ...] = (), props: Mapping[str, Value] | None = None) -> None:
        props = row.props if props is None else props
        self._writer.record(Entity(
            id=known, kind=kind, name=name, source=row.source, home=home.id if home else None, code=code,
            number=number, aliases=aliases, start=row.start, end=row.end, props=props or NO_PROPS))

    def _is_first(self, node: Place | Body, rows: Rows, row: RowValues) -> bool:
        """Whether the row's entity is to be written: of rows that people decided are one thing, one in a file.

        What may be another row's twin is given to people to review.
        """
        for candidate in self._twins.pop(node.id, ()):
            self._problems.twin(candidate, node.name, row.source, rows.header("name"))
        if not node.merged:
            return True
        first = (node.id, row.source.file) not in self._said
        self._said.add((node.id, row.source.file))
        return first

    def _cell_links(self, rows: Rows, row: RowValues, node: Node, home: Place | None, columns: Sequence[Column],
                    folder: str) -> None:
        """The links that the cells of `columns` state between this row's node and what they name."""
        owner: Body | None = None
        for column in columns:
            text = row.text(column.field)
            if not text:
                continue
            relation = column.link or ""
            inbound = column.inbound or relation == "owner"
            if relation == "owner":
                relation = _OWNS[node.kind]
            try:
                others = self._others(row, column, text, node, home, owner, folder)
            except _FAILURES as problem:
                self._problems.reference(problem, row.source, rows.header(column.field), text, column.ref or "any")
                continue
            if owner is None and others and isinstance(others[0], Body):
                owner = others[0]
            during, props = ALWAYS, NO_PROPS
            if relation == "SERVES":
                during = (row.start, row.end)
            elif relation == "SUCCEEDED_BY":
                during = (row.start if inbound else row.end, None)
            elif relation == "MEETS":
                during = (row.values.get("link_start"), None)
            elif relation == "MEMBER":
                props = _UNIT_ROLE
            for other in others:
                ends = (other, node) if inbound else (node, other)
                self._writer.link(row, relation, ends, rows.header(column.field), during, props)

    def _others(self, row: RowValues, column: Column, text: str, node: Node, home: Place | None, owner: Body | None,
                folder: str) -> Sequence[Node]:
        known = self._resolver
        if column.link == "owner":
            allowed = roots(_OWNS[node.kind], to=False)
            return several(text, lambda part: known.any(part, "", folder, allowed, row.source, (node.id, home)))
        if column.ref == "area":
            return several(text, lambda part: known.areas.one(part, folder, home))
        if column.ref == "organization":
            return several(text, lambda part: known.organizations.one(part, folder, home))
        if column.ref == "topic":
            return several(text, known.topic)
        local, at = (owner.id, owner.home) if owner else (node.id, home)
        return [known.people.one(text, row.text("person_number"), folder, local, at, row.source)]

    # ---- the sheets --------------------------------------------------------------------------------------

    def _areas(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        columns = _link_columns(table)
        for place, row in zip(self._places[id(table)], rows, strict=True):
            if place is not None and place.reason is not None:
                own = isinstance(place.reason, AreaCodeError) and not place.reason.of_parent
                about = "code" if own else "since" if isinstance(place.reason, OverlapError) else "parent"
                self._problems.reference(place.reason, row.source, rows.header(about), place.upper, "area")
            good = self._usable(row) and place is not None and not place.bad
            for area, said in self._moved.take(place, row, good=good) if place is not None else ():
                if self._is_first(area, rows, said):
                    self._entity(said, area.id, area.kind, area.name, area.parent, code=area.code, number=area.number,
                                 aliases=said.aliases())
            if good and place is not None:
                write_stay(place, row, rows.header("since") or rows.header("until"), self._writer, self._problems)
                self._cell_links(rows, row, place, place.parent, columns, table.table.folder)
            else:
                self._problems.left_out.add(row.source)
            yield row.source

    def _organizations(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        columns = _link_columns(table)
        for body, row in zip(self._bodies[id(table)], rows, strict=True):
            if body is not None and body.bad:
                self._problems.left_out.add(row.source)
            if self._usable(row) and body is not None and not body.bad:
                if "function" not in row.props and (function := usual_function(body.kind, body.name)):
                    row.props["function"] = function
                if self._is_first(body, rows, row):
                    self._entity(row, body.id, body.kind, body.name, body.home, code=body.code, number=body.number,
                                 aliases=row.aliases())
                if body.home and "serves" not in row.values and vocabulary().kinds[body.kind].serves_home:
                    self._writer.link(row, "SERVES", (body, body.home), rows.header("home"), (row.start, row.end))
                self._cell_links(rows, row, body, body.home, columns, table.table.folder)
            yield row.source

    def _persons(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        folder = table.table.folder
        for row in rows:
            name, number = row.text("name"), row.text("number")
            home = self._area(rows, row, "home", folder)
            usable = self._usable(row) and home is not None
            if name:
                known = person_id(name, number, folder, home.id if home else "")
                human = Human(known, name, number, home)
                human.bad = not usable
                self._resolver.people.add(human, folder)
                if usable:
                    self._entity(row, known, "Person", name, home, number=number)
            yield row.source

    def _posts(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        for row in rows:
            body = self._organization(rows, row, "via_post", table.table.folder, None)
            if self._usable(row) and body is not None:
                title, number = row.text("name"), row.text("number")
                known = make_id(PREFIXES["Post"], body.id, title, number)
                self._entity(row, known, "Post", title, body.home, number=number, props={**row.props, "title": title})
                self._writer.link(row, "POST_IN", (Item(known, "Post"), body), rows.header("via_post"),
                                  (row.start, row.end))
            yield row.source

    def _entries(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        folder, columns = table.table.folder, _link_columns(table)
        for row in rows:
            kind, name, number = row.text("kind"), row.text("name"), row.text("number")
            home = self._area(rows, row, "home", folder)
            usable = self._usable(row) and home is not None
            if kind and name:
                known = make_id(PREFIXES["Entry"], kind, number, home.id if home else "",
                                normalise(row.text("owner") + row.text("parties")), normalise(name), _iso(row.start))
                item = Item(known, kind, home, bad=not usable)
                self._resolver.add_item(item, folder, name, number)
                if usable:
                    self._entity(row, known, kind, name, home, number=number)
                    self._cell_links(rows, row, item, home, columns, folder)
            yield row.source

    def _cases(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        folder, columns = table.table.folder, _link_columns(table)
        for row in rows:
            number = row.text("number")
            home = self._area(rows, row, "home", folder)
            usable = self._usable(row) and home is not None
            if number:
                item = Item(make_id(PREFIXES["Case"], folder, number), "Case", home, bad=not usable)
                name = f"案件 {number}"
                self._resolver.add_item(item, folder, name, number)
                if usable:
                    self._entity(row, item.id, "Case", name, home, number=number)
                    self._cell_links(rows, row, item, home, columns, folder)
            yield row.source

    def _memberships(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        folder, known = table.table.folder, self._resolver
        for row in rows:
            yield row.source
            name, unit = row.text("from"), row.text("unit")
            if bool(name) == bool(unit):
                code = "header.duplicate" if name else "cell.required"
                self._problems.row(code, row.source, rows.header("from") or rows.header("unit"),
                                   first=rows.header("from"), second=rows.header("unit"))
                continue
            near = self._area(rows, row, "to_area", folder)
            body = self._organization(rows, row, "to", folder, near)
            sender = self._organization(rows, row, "on_behalf_of", folder, body.home if body else near)
            if not self._usable(row) or body is None or (sender is None and "on_behalf_of" in row.values):
                continue
            number = row.text("number")
            member: Node
            try:
                if unit or (not number and known.organizations.has(name, folder)):
                    member = known.organizations.one(unit or name, folder, body.home)
                else:
                    member = known.people.one(name, number, folder, body.id, body.home, row.source)
            except _FAILURES as problem:
                self._problems.reference(problem, row.source, rows.header("unit" if unit else "from"), name, "member")
                continue
            if sender is not None:
                row.props["on_behalf_of"] = sender.id
            self._writer.link(row, "MEMBER", (member, body), rows.header("to"), (row.start, row.end), row.props)

    def _relations(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        folder, known = table.table.folder, self._resolver
        for row in rows:
            yield row.source
            label = row.text("type")
            relation = relation_labels().get(normalise(label), "")
            if label and not relation:
                shown = "、".join(vocabulary().relations[name].zh[0] for name in dict.fromkeys(
                    relation_labels().values()))
                self._problems.row("relation.type", row.source, rows.header("type"), label, choices=shown)
                continue
            if not self._usable(row):
                continue
            key = "to"
            try:
                to = known.any(row.text("to"), "", folder, roots(relation, to=True), row.source, ("", None))
                at = to if isinstance(to, Place) else getattr(to, "home", None)
                key = "from"
                subject = known.any(row.text("from"), row.text("number"), folder, roots(relation, to=False),
                                    row.source, (to.id, at))
            except _FAILURES as problem:
                self._problems.reference(problem, row.source, rows.header(key), row.text(key), "any")
                continue
            self._writer.link(row, relation, (subject, to), rows.header("type"), (row.start, row.end), row.props)

    def _duties(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        for row in rows:
            yield row.source
            body = self._organization(rows, row, "from", table.table.folder, None)
            if not self._usable(row) or body is None:
                continue
            try:
                topics = several(row.text("to"), self._resolver.topic)
            except ReferenceFailure as problem:
                self._problems.reference(problem, row.source, rows.header("to"), row.text("to"), "topic")
                continue
            for topic in topics:
                self._writer.link(row, "RESPONSIBLE_FOR", (body, topic), rows.header("to"),
                                  (row.start, row.end), row.props)

    def _waivers(self, table: Recognised, rows: Rows) -> Iterator[Source]:
        folder = table.table.folder
        for row in rows:
            yield row.source
            if not self._usable(row):
                continue
            text = row.text("focus")
            try:
                focus = self._resolver.any(text, "", folder, ("Area", "Organization", "Entry"), row.source, ("", None))
            except ReferenceFailure as problem:
                self._problems.reference(problem, row.source, rows.header("focus"), text, "any")
                continue
            rule = str(row.props.get("rule", ""))
            known = make_id(PREFIXES["Waiver"], rule, focus.id, _iso(row.end))
            home = focus if isinstance(focus, Place) else getattr(focus, "home", None)
            self._entity(row, known, "Waiver", f"豁免 {rule}", home)
            self._writer.link(row, "WAIVES", (Item(known, "Waiver"), focus), rows.header("focus"),
                              (row.start, row.end))


def _link_columns(table: Recognised) -> tuple[Column, ...]:
    present = {heading.column.field for heading in table.headings}
    return tuple(column for column in table.kind.column if column.link and column.field in present)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
