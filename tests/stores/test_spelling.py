"""What people type finds the nodes that a slow, obvious reading of their names finds; edits and days are followed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from cities import cities
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import orgraph
from orgraph.model import Record
from orgraph.names import fold
from orgraph.pinyin import syllables
from orgraph.stores.base import View
from orgraph.stores.snapshot.spelling_columns import SOUGHT
from orgraph.vocabulary import vocabulary
from stores.memory import view_of

DAY = dt.date(2024, 1, 5).toordinal()


def _reads(character: str, typed: str) -> bool:
    """Whether a character may be typed so: itself, or the beginning of how it is read."""
    return typed == character or any(syllable.startswith(typed) for syllable in syllables(character))


def _stands(name: str, typed: str) -> bool:
    """Whether a name goes on as it is typed: each character itself, or letters that its reading begins with."""
    if not typed:
        return True
    return bool(name) and any(_reads(name[0], typed[:n]) and _stands(name[1:], typed[n:])
                              for n in range(1, min(len(typed), 6) + 1))


def slowly(view: View, typed: str) -> set[int]:
    """Positions of the nodes with a name or alias in which the text stands."""
    found = set()
    for position in range(view.size):
        if vocabulary().root(view.kind(position)) in SOUGHT and view.alive(position, DAY):
            record = view.record(position)
            names = [fold(name) for name in (record["name"], *record["aliases"])]
            coded = [fold(code) for code in (record["code"], record["number"]) if code]
            if any(_stands(name[at:], typed) for name in names for at in range(len(name) if len(typed) > 1 else 1)) \
                    or any(code.startswith(typed) for code in coded):
                found.add(position)
    return found


@settings(max_examples=30)
@given(cities(), st.data())
def test_characters_find_what_reading_every_name_finds(records: tuple[Record, ...], data: st.DataObject) -> None:
    view = view_of(records)
    names = sorted({fold(record.name) for record in records if getattr(record, "name", "")})
    name = data.draw(st.sampled_from(names))
    at = data.draw(st.integers(0, len(name) - 1))
    typed = name[at:at + data.draw(st.integers(1, 4))]
    found = view.spelt(typed, DAY, limit=view.size + 1)
    exactly = {one.position for one in found if one.how != "spread"}
    # A run of digits is found from its beginning, and digits alone at the beginning of a name or code.
    expected = slowly(view, typed)
    if not any(a.isdigit() and b.isdigit() for a, b in pairwise(name)):
        assert exactly == expected
    assert exactly <= expected


def areas(now: orgraph.Moment, typed: str) -> list[str]:
    """Names of the areas found."""
    return [one.name for one in now.suggest(typed, kind="Area").results]


def test_an_edit_is_found_at_once_and_the_day_and_the_generation_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "一.csv"
    file.write_text("区域名称,区域类型,上级区域\n东湖街道,街道,\n长安社区,社区,东湖街道\n", encoding="utf-8")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'one.db'}")
    graph.load([file])
    assert areas(graph.at(), "changan") == ["长安社区"]
    assert len(list(tmp_path.glob("*.snapshots/*.names"))) == 1

    old = next(record for record in graph.store.statements() if getattr(record, "name", "") == "长安社区")
    graph.store.record([replace(old, name="厦门社区"),
                        replace(old, id="a-0000000000000000new", name="西湖社区")])
    now = graph.at()
    assert areas(now, "xmsq") == ["厦门社区"]
    assert areas(now, "xh") == ["西湖社区"]
    assert areas(now, "changan") == []
    assert areas(now, "dhjd") == ["东湖街道"]
    assert len(list(tmp_path.glob("*.snapshots/*.names"))) == 1  # an edit makes no new file
    assert areas(graph.at(generation=1), "changan") == ["长安社区"]

    graph.store.activate(1)
    assert areas(graph.at(), "changan") == ["长安社区"]
    assert areas(graph.at(), "xmsq") == []
    graph.close()

    again = orgraph.open(f"sqlite:///{tmp_path / 'one.db'}")  # another process: from the file
    assert areas(again.at(generation=2), "xmsq") == ["厦门社区"]
    again.close()


@pytest.mark.parametrize(("typed", "name"), [
    ("a座", "A座"), ("cbd", "CBD大厦"), ("lvcheng", "绿城小区"), ("3号", "3号楼")])
def test_letters_and_digits_in_names(tmp_path: Path, typed: str, name: str) -> None:
    file = tmp_path / "一.csv"
    file.write_text("区域名称,区域类型,上级区域\n甲街道,街道,\n" + "".join(
        f"{one},小区,甲街道\n" for one in ("A座", "CBD大厦", "绿城小区", "3号楼")), encoding="utf-8")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'one.db'}")
    graph.load([file])
    assert graph.at().suggest(typed).results[0].name == name
    graph.close()
