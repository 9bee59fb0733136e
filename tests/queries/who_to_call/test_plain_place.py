"""A place that the caller names whole, and that alone has the name, is not asked about; its chance is as measured."""

from __future__ import annotations

import pytest

import orgraph
from orgraph.queries.who_to_call.place.words import words
from orgraph.queries.who_to_call.results import CallResult

# Two cities, in both a 和平社区; the other names are each of one place.
AREAS = """区域名称,区域类型,上级区域
甲市,市,
乙市,市,
东风街道,街道,甲市
西湖街道,街道,乙市
和平社区,社区,东风街道
和平社区,社区,西湖街道
嘉禾小区,小区,东风街道
"""


@pytest.fixture(scope="module")
def moment(tmp_path_factory: pytest.TempPathFactory) -> orgraph.Moment:
    folder = tmp_path_factory.mktemp("plain")
    (folder / "区域.csv").write_text(AREAS, "utf-8")
    graph = orgraph.open(f"sqlite:///{folder / 'a.db'}")
    assert not graph.load([folder]).errors
    return graph.at("2026-09-30")


def asks(result: CallResult) -> bool:
    return any("请确认" in warning or "请选择" in warning for warning in result.warnings)


@pytest.mark.parametrize("name", ["东风街道", "嘉禾小区", "西湖街道"])
def test_the_only_place_of_a_name_is_not_asked_about(moment: orgraph.Moment, name: str) -> None:
    result = moment.who_to_call("路灯不亮", at=name)
    assert result.place is not None
    assert result.place.name == name
    assert result.place.confidence == words().match["exact"].nothing  # as measured: one not recorded may be meant
    assert not asks(result)


@pytest.mark.parametrize(("name", "near"), [
    ("和平社区", None), ("嘉禾", None), ("嘉和小区", None), ("嘉禾小区", "西湖街道")])
def test_what_is_not_so_plain_is(moment: orgraph.Moment, name: str, near: str | None) -> None:
    """Two of one name; a name cut short; one that only sounds like it; and one far from where the caller is."""
    assert asks(moment.who_to_call("路灯不亮", at=name, near=near))
