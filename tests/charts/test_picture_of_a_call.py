"""The picture of a path is the tree that the path is: links between the ends that they have."""

from __future__ import annotations

from pathlib import Path

import pytest

import orgraph
from orgraph.queries.who_to_call.results import CallResult


@pytest.fixture(scope="module")
def noise(all_cities: str) -> CallResult:
    return orgraph.open(all_cities).at("2022-10-15").who_to_call("商场夜里装修噪声扰民", at="南街街道")


def test_every_line_has_the_ends_of_its_link(noise: CallResult) -> None:
    """The first is the bureau, by its function, and its head; the district that it serves hangs on the bureau."""
    links, marks = noise.figure().data
    names = {(x, y): text.split("<br>")[0] for text, x, y in zip(marks.text, marks.x, marks.y, strict=True)}
    ends = list(zip(links.x, links.y, strict=True))
    drawn = {(names[one], names[other]) for one, other in zip(ends[::3], ends[1::3], strict=True)}
    assert drawn == {("诉求", "城市管理"), ("城市管理", "鼓楼区城市管理局"), ("鼓楼区城市管理局", "示例人员350103"),
                     ("鼓楼区城市管理局", "鼓楼区")}
    assert len(names) == len(marks.x) == 5
    said = [note.text.split("<br>")[0] for note in noise.figure().layout.annotations]
    assert said == ["关于", "职能", "任职", "服务"]


def test_it_can_be_saved(noise: CallResult, tmp_path: Path) -> None:
    noise.save_figure(tmp_path / "path.svg")
    assert (tmp_path / "path.svg").stat().st_size > 1000
