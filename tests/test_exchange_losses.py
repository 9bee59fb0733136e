"""docs/exchange.md says what each format carries and what it loses; here files are written and loaded to see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import exchange_page
import pytest

import orgraph
from orgraph.exports import EXCHANGE, area_network, write_exchange, write_graph, write_statements
from orgraph.loaders.exchange.formats import formats
from orgraph.model import PREFIXES, Entity, Link, Membership, Record, Source, Value
from orgraph.vocabulary import vocabulary

TEXT = exchange_page.PAGE.read_text(encoding="utf-8")
SOURCE = Source("甲/全部.csv", "", 1)
START, END = dt.date(2024, 2, 1), dt.date(2999, 3, 1)
PLACE = "a-place"
Open = Callable[[str], orgraph.Graph]


class Row(NamedTuple):
    """A row of a table of the page: kinds or types, the pairs of kinds it is about (none: all), what is carried."""

    names: frozenset[str]
    between: tuple[tuple[frozenset[str], frozenset[str]], ...]
    carried: frozenset[str]
    lost: frozenset[str] | None


def names(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"`([^`]+)`", text))


def below(tops: frozenset[str]) -> frozenset[str]:
    return frozenset(sub for top in tops for sub in vocabulary().subkinds[top])


def tables(known: str) -> tuple[list[Row], list[Row]]:
    """What the page says of a format: the rows of nodes, and those of links."""
    title = formats()[known].title
    section = TEXT.split(f"### {title}（", 1)[1].split("\n### ", 1)[0]
    nodes, links = [], []
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith(("| `", f"| {exchange_page.REST}")):
            continue
        lost = None if cells[-1] == exchange_page.ALL else names(cells[-1])
        if len(cells) == 3:
            rest = frozenset(exchange_page.kinds()).difference(*(row.names for row in nodes))
            kinds = rest if cells[0].startswith(exchange_page.REST) else below(names(cells[0]))
            nodes.append(Row(kinds, (), names(cells[1]), lost))
        else:
            between = () if cells[1] == exchange_page.ALL else tuple(
                tuple(below(names(side)) for side in pair.split(exchange_page.ARROW)) for pair in cells[1].split("；"))
            links.append(Row(names(cells[0]), between, names(cells[2]), lost))  # type: ignore[arg-type]
    return nodes, links


def test_the_page_is_what_the_mappings_say() -> None:
    assert exchange_page.whole(TEXT) == TEXT, "make accept"


def value(prop: str) -> Value:
    known = vocabulary().properties[prop]
    if prop in ("function", "phone"):
        return {"function": "police", "phone": "000-0000-0417"}[prop]
    if known.choices:
        return next(iter(known.choices))
    return {"text": f"某{prop}", "int": 3, "number": 1.5, "bool": True, "hours": 24, "date": START}[known.type]


def props(owners: tuple[str, ...]) -> dict[str, Value]:
    return {name: value(name) for name, prop in vocabulary().properties.items()
            if not set(owners).isdisjoint(prop.on) and name != "on_behalf_of"}


def node(kind: str, number: int) -> Entity:
    """A node with everything that one of its kind may have."""
    words = vocabulary()
    return Entity(id=f"{PREFIXES[words.root(kind)]}-n{number}", kind=kind, name=f"名{number}", source=SOURCE,
                  home=PLACE, code=f"98{number:04}", number=f"号{number}", aliases=(f"别名{number}", f"又名{number}"),
                  start=START, end=END, props=props(words.ancestry(kind)))


# Kinds that stand for those of which the formats may say different things.
STAND = ("City", "OwnersCommittee", "Enterprise", "Alliance", "SocialOrganization", "Person",
         "Post", "Need", "Service", "Project", "Agreement", "Meeting", "Case", "Waiver")


def all_nodes() -> list[Record]:
    """A node of every kind; a service of every organisation, for some formats know them by these alone."""
    words, made = vocabulary(), list[Record]()
    for number, kind in enumerate(exchange_page.kinds()):
        made.append(node(kind, number))
        if words.root(kind) == "Organization":
            offered = Entity(id=f"e-offer{number}", kind="Service", name=f"服务{number}", source=SOURCE)
            made += [offered, Link(id=f"l-offer{number}", type="OFFERS", subject=made[-1].id, object=offered.id,
                                   source=SOURCE)]
    return made


def all_links() -> tuple[list[Record], list[Link]]:
    """A link of every type between kinds of every sort, each with ends of its own; and the nodes."""
    nodes, links = list[Record](), list[Link]()
    for type_, relation in vocabulary().relations.items():
        if relation.derived or "Topic" in relation.to:
            continue
        for pair in exchange_page.ends(type_):
            if not set(pair) <= set(STAND):
                continue
            number = len(nodes)
            ends = [Entity(id=f"{PREFIXES[vocabulary().root(kind)]}-x{number + at}", kind=kind, name=f"端{number + at}",
                           source=SOURCE) for at, kind in enumerate(pair)]
            nodes += ends
            make = Membership if type_ == "MEMBER" else Link
            said = props((type_,)) | ({"on_behalf_of": "o-sender"} if type_ == "MEMBER" else {})
            links.append(make(id=f"l-x{number}", type=type_, subject=ends[0].id, object=ends[1].id, source=SOURCE,
                              start=START, end=END, props=said))
    sender = Entity(id="o-sender", kind="Department", name="派出单位", source=SOURCE)
    return [sender, *nodes], links


def field(record: Record, name: str) -> object:
    return record.props.get(name) if name in vocabulary().properties else getattr(record, name)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Open]:
    """Opens a database of a name in this test's folder."""
    made = []

    def opened(name: str) -> orgraph.Graph:
        made.append(orgraph.open(f"sqlite:///{tmp_path / name}.db"))
        return made[-1]

    yield opened
    for graph in made:
        graph.close()


def back(database: Open, records: list[Record], write: Callable[[orgraph.Graph], Path]) -> list[Record]:
    """The records written, and loaded into an empty database."""
    graph, again = database("one"), database("two")
    graph.store.record(records)
    report = again.load([write(graph)])
    assert report.errors == []
    assert report.warnings == []
    return [one for one in again.store.statements() if one.source.file in report.files]


def written(known: str, folder: Path) -> Callable[[orgraph.Graph], Path]:
    path = folder / f"甲{formats()[known].suffix}"

    def write(graph: orgraph.Graph) -> Path:
        write_exchange(graph.store, path, graph.view(), known, contacts=True)
        return path

    return write


CITY = Entity(id=PLACE, kind="City", name="示例市", source=SOURCE)


@pytest.mark.parametrize("known", EXCHANGE)
def test_what_is_lost_of_nodes(database: Open, tmp_path: Path, known: str) -> None:
    nodes = all_nodes()
    found = {one.id: one for one in back(database, [CITY, *nodes], written(known, tmp_path))}
    rows, _ = tables(known)
    told = set[str]()
    for row in rows:
        told |= row.names
        for one in nodes:
            if not isinstance(one, Entity) or one.kind not in row.names or one.id.startswith("e-offer"):
                continue
            again = found.get(one.id)
            if row.lost is None:
                assert again is None, one.kind
                continue
            assert again is not None, one.kind
            assert {name for name in row.carried if field(again, name) != field(one, name)} == set(), one.kind
            assert {name for name in row.lost if field(again, name) == field(one, name)} == set(), one.kind
            assert again.source.file == f"{tmp_path.name}/甲{formats()[known].suffix}"
    assert told == set(exchange_page.kinds())


@pytest.mark.parametrize("known", EXCHANGE)
def test_what_is_lost_of_links(database: Open, tmp_path: Path, known: str) -> None:
    nodes, links = all_links()
    loaded = back(database, [*nodes, *links], written(known, tmp_path))
    found = {(one.type, one.subject, one.object): one for one in loaded if isinstance(one, Link)}
    kinds = {one.id: one.kind for one in nodes if isinstance(one, Entity)}
    _, rows = tables(known)
    assert {name for row in rows for name in row.names} == set(exchange_page.stated())
    for one in links:
        pair = kinds[one.subject], kinds[one.object]
        row = next((row for row in rows if one.type in row.names and (
            not row.between or any(pair[0] in a and pair[1] in b for a, b in row.between))), None)
        again = found.pop((one.type, one.subject, one.object), None)
        if row is None or row.lost is None:
            assert again is None, (one.type, *pair)
            continue
        assert again is not None, (one.type, *pair)
        assert {name for name in row.carried if field(again, name) != field(one, name)} == set(), (one.type, *pair)
        assert {name for name in row.lost if field(again, name) == field(one, name)} == set(), (one.type, *pair)
    assert found == {}


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_a_picture_loses_telephones_and_ids_of_links(database: Open, tmp_path: Path, suffix: str) -> None:
    nodes, links = all_links()
    links = [one for one in links if one.type != "LIES_IN"]  # a picture shows the home of its day
    records = [CITY, *(node(kind, number) for number, kind in enumerate(exchange_page.kinds())), *nodes, *links]

    def picture(graph: orgraph.Graph) -> Path:
        write_graph(area_network(graph.at("2026-06-30")), tmp_path / f"甲{suffix}")
        return tmp_path / f"甲{suffix}"

    loaded = back(database, records, picture)
    found = {one.id if isinstance(one, Entity) else (one.type, one.subject, one.object): one for one in loaded}
    assert "GraphML、GEXF 还丢掉 besides lose：`phone`、联系的编号" in TEXT
    for one in records:
        again = found[one.id if isinstance(one, Entity) else (one.type, one.subject, one.object)]
        said = {name: text for name, text in one.props.items() if name != "phone"}
        assert again.props == said, one
        wanted = ("name", "kind", "home", "code", "number", "aliases") if isinstance(one, Entity) else ("type",)
        assert [field(again, name) for name in (*wanted, "start", "end")] == [
            field(one, name) for name in (*wanted, "start", "end")]


@pytest.mark.parametrize("suffix", [".json", ".csv", ".xlsx"])
def test_statements_lose_nothing(database: Open, tmp_path: Path, suffix: str) -> None:
    graph, again = database("one"), database("two")
    nodes, links = all_links()
    records = [CITY, *(node(kind, number) for number, kind in enumerate(exchange_page.kinds())), *nodes, *links]
    graph.store.record(records)
    again.load(write_statements(graph.store, tmp_path / f"甲{suffix}", graph.view(), contacts=True).files)
    said = {(one.id, one.source.file) for one in records}
    assert [one for one in again.store.statements() if (one.id, one.source.file) in said] == list(
        graph.store.statements())
