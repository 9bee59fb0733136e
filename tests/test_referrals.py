"""Calls kept, said what came of them, replayed to the bit; past cases over today's graph; weights fitted on them."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import numpy as np
import pytest
from queries.covering.towns import link, node

import orgraph
from orgraph.config import Settings
from orgraph.errors import LoadRejected, NotFound, UsageError
from orgraph.masks import without_contacts
from orgraph.model import Record
from orgraph.queries.who_to_call.units.routes import PARTS, ranking
from orgraph.referrals import history, keep, read_cases, replay, say
from orgraph.referrals.fit import _fitted, fit, toml_of
from orgraph.referrals.replay import figures
from orgraph.referrals.versions import differing, versions
from orgraph.stores import open_store

NOW = dt.datetime(2026, 3, 2, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAY = "2026-03-01"
TEXT = "小区路灯不亮"
TOWN: tuple[Record, ...] = (
    node("City", "市"), node("Street", "东街", "市"), node("Community", "甲社区", "东街"),
    node("Compound", "花园", "甲社区"),
    node("Function", "f-property_firm"), node("Function", "f-residents_committee"), node("Function", "f-power_supply"),
    node("PropertyFirm", "甲物业", "花园", phone="000-0000-0001", function="property_firm"),
    node("PropertyFirm", "乙物业", "花园", phone="000-0000-0002", function="property_firm"),
    node("ResidentsCommittee", "甲居委会", "甲社区", function="residents_committee"),
    node("Person", "主任某", "甲社区"), link("MEMBER", "主任某", "甲居委会", role="主任"),
    link("SERVES", "甲物业", "花园"), link("SERVES", "乙物业", "花园"), link("SERVES", "甲居委会", "甲社区"))


@pytest.fixture
def graph(tmp_path: Path) -> orgraph.Graph:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'town.db'}")
    graph.store.record(TOWN)
    return graph


def names(graph: orgraph.Graph, day: str = DAY) -> list[str]:
    return [one.organization.name for one in graph.at(day).who_to_call(TEXT, at="花园").candidates]


def kept(graph: orgraph.Graph, text: str = TEXT) -> str:
    return keep(graph, text, at=["花园"], as_of=DAY, by="甲某", now=NOW)[0].id


def test_a_kept_call_has_no_number_of_anybody_and_all_that_the_answer_depends_on(graph: orgraph.Graph) -> None:
    call, result = keep(graph, f"{TEXT}，打13800000417或微信abc_12345找我", at=["花园"], as_of=DAY, by="甲某", now=NOW)
    assert (call.text, result.text) == (f"{TEXT}，打***或微信***找我",) * 2
    assert result.kept == call.id
    assert (call.generation, call.known, call.places, call.by, call.at) == (1, 0, ("花园",), "甲某", NOW)
    assert {"routes", "ranking", "topics", "rules", "vocabulary", "program", "escalation"} <= call.versions.keys()
    assert call.units == tuple(one.organization.id for one in result.candidates)
    assert graph.store.referrals.calls() == [call]


def test_the_same_program_and_data_give_the_same_bits(graph: orgraph.Graph) -> None:
    first = kept(graph)
    third = node("PropertyFirm", "丙物业", "花园", function="property_firm")
    graph.store.record([third, link("SERVES", "丙物业", "花园")])
    best = names(graph)[0]
    say(graph, first, unit=best, outcome="refused", reason="不归我们", on=DAY, now=NOW)
    second = kept(graph)
    found = replay(graph, [])
    assert [(one.id, one.same, one.changed) for one in found.kept] == [(first, True, []), (second, True, [])]
    assert (found.same, found.cases, found.top1) == (2, [], None)
    first_call, second_call = graph.store.referrals.calls()
    assert (first_call.generation, second_call.generation) == (1, 2)
    assert (first_call.known, second_call.known) == (0, 1)
    assert first_call.answer != second_call.answer


def test_a_replay_names_the_version_that_changed(graph: orgraph.Graph, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    kept(graph)
    weights = dict.fromkeys(PARTS, 0.0) | {"topic": 0.5, "proximity": 0.5}
    (tmp_path / "ranking.toml").write_text(toml_of(weights, ranking()), encoding="utf-8")
    monkeypatch.setenv("ORGRAPH_RANKING", str(tmp_path / "ranking.toml"))
    again = orgraph.open(f"sqlite:///{tmp_path / 'town.db'}")
    (one,) = replay(again, []).kept
    assert (one.same, one.changed) == (False, ["ranking"])
    assert again.ranking.weights["topic"] == 0.5


def test_a_generation_that_is_gone_is_what_changed(graph: orgraph.Graph, tmp_path: Path) -> None:
    kept(graph)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other.referrals.keep(graph.store.referrals.calls()[0])
    other.close()
    empty = orgraph.open(f"sqlite:///{tmp_path / 'other.db'}")
    empty.store.record([TOWN[0]])
    empty.store.record([TOWN[1]])
    call = graph.store.referrals.calls()[0]
    (one,) = replay(empty, []).kept
    assert (one.id, one.same, one.changed, one.units) == (call.id, False, ["data"], list(call.units))


def test_versions(tmp_path: Path) -> None:
    shipped = versions(Settings())
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text("", encoding="utf-8")
    assert differing(shipped, versions(Settings(rules=tmp_path / "rules"))) == ["rules"]
    assert differing({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "x", "d": "4"}) == ["b", "c", "d"]


def test_what_people_say_reorders_and_never_hides(graph: orgraph.Graph) -> None:
    before = names(graph)
    assert set(before[:2]) == {"甲物业", "乙物业"}
    call = kept(graph)
    said = say(graph, call, unit=before[0], outcome="退回", reason="线路归乙，电话000-0000-0417",
               better=before[1], on=DAY, by="乙某", now=NOW)
    assert (said.outcome, said.reason, said.by, said.at) == ("refused", "线路归乙，电话***", "乙某", NOW)
    after = names(graph)
    assert after[:2] == [before[1], before[0]]
    assert sorted(after) == sorted(before)
    assert names(graph, "2026-02-28") == before  # on the day before nobody knew


@pytest.mark.parametrize("wrong", [
    {"outcome": "refused"}, {"outcome": "refused", "reason": " "}, {"outcome": "perhaps"},
    {"outcome": "solved", "better": "乙物业"}, {"outcome": "accepted", "satisfied": 3},
    {"outcome": "solved", "satisfied": 6}])
def test_what_cannot_be_said(graph: orgraph.Graph, wrong: dict[str, object]) -> None:
    call = kept(graph)
    with pytest.raises(UsageError):
        say(graph, call, unit="甲物业", now=NOW, **wrong)  # type: ignore[arg-type]
    assert graph.store.referrals.known() == 0


def test_of_a_call_that_nobody_kept_nothing_can_be_said(graph: orgraph.Graph) -> None:
    with pytest.raises(NotFound):
        say(graph, "k-none", unit="甲物业", outcome="solved", now=NOW)
    with pytest.raises(NotFound):
        say(graph, kept(graph), unit="没有的单位", outcome="solved", now=NOW)


def test_history(graph: orgraph.Graph) -> None:
    first = kept(graph)
    second = keep(graph, "占道经营", at=["花园"], as_of=DAY, by="甲某", now=NOW + dt.timedelta(1))[0].id
    say(graph, first, unit="甲物业", outcome="accepted", on=DAY, by="乙某", now=NOW)
    say(graph, first, unit="甲物业", outcome="solved", on="2026-03-03", satisfied=4, by="乙某", now=NOW)
    found = history(graph)
    assert [one.id for one in found.calls] == [second, first]
    assert [(one.outcome, one.day, one.satisfied, one.by) for one in found.calls[1].said] == [
        ("accepted", "2026-03-01", None, "乙某"), ("solved", "2026-03-03", 4, "乙某")]
    assert (found.outcomes, found.waiting) == ({"solved": 1}, 1)
    assert first in [one.id for one in history(graph, unit="甲物业").calls]
    assert history(graph, unit="不在的单位").calls == []


def cases(folder: Path, *rows: str, header: str = "诉求内容,小区,受理日期,承办单位") -> Path:
    path = folder / "案件.csv"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return path


def test_past_cases_over_todays_graph(graph: orgraph.Graph, tmp_path: Path) -> None:
    best, other, *_ = names(graph)
    path = cases(tmp_path, f"{TEXT}打13800000417,花园,2026-01-05,{best}", f"{TEXT},花园,2026-01-06,{other}",
                 f"{TEXT},花园,,无此单位", "路灯不亮,东街,2026-01-07,甲居委会")
    found = replay(graph, read_cases(path), as_of=DAY)
    assert [(one.row, one.rank, one.known) for one in found.cases] == [
        (2, 1, True), (3, 2, True), (4, None, False), (5, None, True)]
    assert (found.top1, found.top3, found.mrr) == pytest.approx((1 / 3, 2 / 3, 1.5 / 3))
    assert found.cases[0].text == f"{TEXT}打***"
    assert found.cases[0].called is not None
    assert found.cases[0].called.name == best
    # The street knows of nobody: no unit, no rung.
    assert [one.nobody for one in found.cases] == [False, False, False, True]
    assert found.nobody == 1


def test_who_was_unreachable(graph: orgraph.Graph, tmp_path: Path) -> None:
    graph.store.record([node("PropertyFirm", name, "花园", function="property_firm") for name in ("甲物业", "乙物业")])
    path = cases(tmp_path, f"{TEXT},花园,2026-01-05,甲物业")
    (one,) = replay(graph, read_cases(path), as_of=DAY).cases
    assert {unit.name for unit in one.unreachable} == {"甲物业", "乙物业"}
    assert not one.nobody


@pytest.mark.parametrize(("header", "row", "code"), [
    ("诉求,地点,日期", "路灯,花园,2026-01-05", "header.missing"), ("诉求,承办单位", "路灯,甲物业", "header.missing"),
    ("诉求,地点,日期,承办单位", "路灯,花园,一月初,甲物业", "cell.date"),
    ("诉求,地点,日期,承办单位", ",花园,2026-01-05,甲物业", "cell.required"), ("名称,电话", "甲,1", "file.empty")])
def test_tables_that_are_no_cases(tmp_path: Path, header: str, row: str, code: str) -> None:
    with pytest.raises(LoadRejected) as caught:
        read_cases(cases(tmp_path, row, header=header))
    assert [error.code for error in caught.value.report.errors] == [code]


def test_a_fit_finds_the_weight_that_decided() -> None:
    """Who is near solved every case, though authority was on the other's side."""
    chance = np.random.default_rng(7)
    lists = []
    for number in range(40):
        parts = chance.uniform(0.4, 0.6, (4, len(PARTS)))
        right = number % 4
        parts[:, PARTS.index("proximity")] = 0.2
        parts[right, PARTS.index("proximity")] = 0.9
        parts[right, PARTS.index("authority")] = 0.3
        lists.append((str(number), parts, right))
    in_use = np.array([ranking().weights[name] for name in PARTS])  # type: ignore[index]
    fitted = _fitted(lists, in_use, 0.001)
    again = _fitted(lists, in_use, 0.001)
    shares = dict(zip(PARTS, fitted / fitted.sum(), strict=True))
    assert (fitted == again).all()
    assert (fitted >= 0).all()
    assert shares["proximity"] > ranking().weights["proximity"]
    assert shares["authority"] < ranking().weights["authority"]
    held = _fitted(lists, in_use, 1e6)
    assert held / held.sum() == pytest.approx(in_use, abs=1e-3)  # a heavy penalty changes nothing


def test_a_fit_reports_and_applies_nothing(graph: orgraph.Graph, tmp_path: Path) -> None:
    path = cases(tmp_path, *(f"{TEXT}第{number}盏,花园,2026-01-05,甲居委会" for number in range(12)))
    found = fit(graph, read_cases(path), as_of=DAY)
    assert (found.cases, found.used) == (12, 12)
    assert found.before["top1"] == 0.0
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert (found.after["mrr"] or 0) >= (found.before["mrr"] or 0)
    assert graph.ranking == ranking()
    (tmp_path / "fitted.toml").write_text(toml_of(found.weights, ranking()), encoding="utf-8")
    assert ranking(tmp_path / "fitted.toml").weights == pytest.approx(found.weights)
    assert ranking(tmp_path / "fitted.toml").reliability == ranking().reliability
    few = fit(graph, read_cases(cases(tmp_path, f"{TEXT},花园,2026-01-05,甲居委会")), as_of=DAY)
    assert (few.weights, few.penalty, len(few.warnings)) == ({}, None, 1)


def test_figures() -> None:
    assert figures([]) == (None, None, None)
    assert figures([1, 3, None, 1]) == pytest.approx((0.5, 0.75, (1 + 1 / 3 + 1) / 4))


def test_they_go_with_the_database(graph: orgraph.Graph, tmp_path: Path) -> None:
    call = kept(graph)
    graph.close()
    shutil.copy(tmp_path / "town.db", tmp_path / "copy.db")
    assert [one.id for one in orgraph.open(f"sqlite:///{tmp_path / 'copy.db'}").store.referrals.calls()] == [call]


@pytest.mark.parametrize(("said", "kept_as"), [
    ("打138 0000 0417", "打***"), ("座机8765-4321", "座机***"), ("１３８００００００４１７", "***"),
    ("写信到 a.b@example.cn", "写信到 ***"),
    ("微信号：abc_123", "微信号：***"), ("QQ 1234567", "QQ ***"), ("3栋2单元501室", "3栋2单元501室"),
    ("2026年3月1日", "2026年3月1日")])
def test_by_what_somebody_could_be_reached(said: str, kept_as: str) -> None:
    assert without_contacts(said) == kept_as


def test_a_folder_of_ones_own_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("# ours\n", encoding="utf-8")
    plain = versions(Settings())
    assert differing(plain, versions(Settings(topics=tmp_path))) == ["topics"]
    assert differing(plain, versions(Settings(rules=tmp_path))) == ["rules"]
    assert differing(plain, versions(Settings(cache=tmp_path))) == []
