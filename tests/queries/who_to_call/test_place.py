"""Where a text means: two made-up cities, every expectation by hand."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from queries.covering.towns import RULES
from stores.memory import view_of

from orgraph.errors import NotFound
from orgraph.model import Entity, Source
from orgraph.moment import Moment
from orgraph.queries.who_to_call.place import Where, common_area, resolve
from orgraph.queries.who_to_call.place.tokens import spelled, tokens

DAY = dt.date(2026, 6, 30)
SURE = 0.9
_rows = count(1)


def node(kind: str, id_: str, name: str, home: str | None = None, *aliases: str, code: str = "",
         start: dt.date | None = None, end: dt.date | None = None) -> Entity:
    return Entity(id=id_, kind=kind, name=name, home=home, code=code, aliases=aliases, start=start, end=end,
                  source=Source("区划.csv", "", next(_rows)))


RECORDS = (
    node("Province", "省", "云海省"),
    node("City", "甲", "临川市", "省"), node("City", "乙", "北泽市", "省"),
    node("District", "鼓", "鼓岭区", "甲"), node("District", "河", "清河县", "甲"),
    node("District", "泽", "湖东区", "乙"), node("District", "彝", "石门彝族自治县", "乙"),
    node("Street", "南", "南街街道", "鼓"), node("Street", "北", "北门街道", "鼓"),
    node("Street", "镇", "柳河镇", "河"), node("Street", "湖", "湖滨街道", "泽"), node("Street", "寨", "大寨乡", "彝"),
    node("Community", "多福", "多福社区", "南", code="990101001001"), node("Community", "渤海", "渤海社区", "南"),
    node("Community", "园林", "园林新村社区", "南"), node("Community", "平1", "平桥社区", "北"),
    node("Community", "平2", "平桥社区", "湖"), node("Village", "柳", "柳河村", "镇"),
    node("Village", "前", "前村", "镇"), node("Village", "杨", "杨家坳村", "镇"),
    node("Community", "荟", "荟萃园社区", "湖"),
    node("Community", "旧", "旧渡口社区", "北", end=dt.date(2025, 1, 1)),
    node("Community", "新", "新渡口社区", "北", start=dt.date(2025, 1, 1)),
    node("Grid", "格", "多福社区第一网格", "多福"), node("Compound", "苑", "嘉禾苑", "多福", "老供销社", "学府路8号"),
    node("Building", "楼", "嘉禾苑3号楼", "苑"), node("Compound", "院", "学府路20号院", "多福"),
    node("Venue", "商", "天虹商场", "渤海"), node("ResidentUnit", "校", "临川市第二实验小学", "渤海"),
)
MOMENT = Moment(view_of(RECORDS), DAY, RULES)


def places(text: str, *, near: str = "", given: bool = True, day: dt.date = DAY) -> list[Where]:
    view = MOMENT.view
    return resolve(view, text, day.toordinal(), near=view.position(near) if near else -1, given=given)


def ids(where: Where) -> tuple[str, ...]:
    """The place and what else may be meant."""
    return tuple(MOMENT.view.ids([where.position, *where.others]))


@pytest.mark.parametrize(("text", "place"), [
    ("多福", "多福"),  # an id
    ("990101001001", "多福"),
    ("云海省临川市鼓岭区南街街道多福社区", "多福"),
    ("鼓岭区南街街道多福社区居民委员会", "多福"),
    ("鼓岭区多福社区", "多福"),
    ("临川市南街街道多福社区", "多福"),
    ("鼓岭区南街多福", "多福"),
    ("鼓岭南街多福", "多福"),
    ("多福社区，在鼓岭区南街街道那边", "多福"),
    ("我住在鼓岭区南街街道多福社区附近", "多福"),
    ("鼓嶺區南街街道多福社區", "多福"),
    ("gulingqu nanjie jiedao duofu shequ", "多福"),
    ("鼓岭区南街街道duofu", "多福"),
    ("鼓岭区南街街道多福社区人民路12号3单元301室", "多福"),
    ("鼓岭区南街街道", "南"),
    ("鼓岭区南街", "南"),
    ("石门县大寨乡", "寨"),
    ("清河县柳河镇柳河村", "柳"),
    ("清河柳河柳河", "柳"),
    ("清河县柳河镇前", "前"),
    ("鼓岭区多福社区第一网格", "格"),
    ("南街街道嘉禾苑小区", "苑"),
    ("南街街道嘉禾苑三栋", "楼"),
    ("南街街道老供销社", "苑"),
    ("南街街道学府路8号", "苑"),
    ("南街街道天虹商场", "商"),
])
def test_what_is_said_plainly_is_certain(text: str, place: str) -> None:
    first, *more = places(text)
    assert ids(first) == (place,)
    assert first.confidence >= SURE
    assert not first.warnings
    assert not more


@pytest.mark.parametrize(("text", "place", "least"), [
    ("鼓岭区南街街道多扶社区", "多福", 0.9),  # the same sound
    ("鼓岭区南结街道多福社区", "多福", 0.9),  # in the street's name
    ("鼓岭区南街街道圆林新村社区", "园林", 0.9),
    ("清河县柳河镇杨家奥村", "杨", 0.9),
    ("清河县柳河镇杨坳村", "杨", 0.5),  # a character lost
    ("湖滨街道荟萃元社区", "荟", 0.9),
    ("湖滨街道会翠园社区", "荟", 0.5),
])
def test_one_error_is_understood(text: str, place: str, least: float) -> None:
    first = places(text)[0]
    assert ids(first)[0] == place
    assert first.confidence >= least
    assert first.confidence >= SURE or first.warnings


@pytest.mark.parametrize("text", ["鼓岭区南街街道多福社区duofu嘉", "清河县柳河镇小杨家坳村"])
def test_more_than_is_known_is_asked_about(text: str) -> None:
    first = places(text)[0]
    assert first.confidence < SURE
    assert first.warnings


def test_of_two_places_of_one_name_none_is_chosen_silently() -> None:
    first = places("平桥社区")[0]
    assert set(ids(first)) == {"平1", "平2"}
    assert first.confidence <= 0.5
    assert "云海省临川市鼓岭区北门街道平桥社区" in first.warnings[0]
    assert "云海省北泽市湖东区湖滨街道平桥社区" in first.warnings[0]


@pytest.mark.parametrize(("text", "near", "place"), [
    ("平桥社区", "鼓", "平1"), ("平桥社区", "泽", "平2"), ("平桥社区", "北", "平1"), ("平桥", "湖", "平2"),
    ("北泽市平桥社区", "鼓", "平2"),  # what the text says comes before where the caller is
])
def test_the_callers_own_area_tells_places_of_one_name_apart(text: str, near: str, place: str) -> None:
    assert ids(places(text, near=near)[0]) == (place,)


def test_initials_count_where_the_context_has_one_place_of_them() -> None:
    assert ids(places("hcy", near="湖")[0]) == ("荟",)
    assert ids(places("南街街道df")[0]) == ("多福",)
    assert places("df") == []


@pytest.mark.parametrize(("text", "place"), [
    ("鼓岭区南街街道香樟社区", "南"), ("鼓岭区南街街道香樟", "南"), ("鼓岭区胜利路15号", "鼓"),
    ("清河县柳河镇甲", "镇"), ("鼓岭区北门街道多福社区", "北"),  # there is none in that street
])
def test_of_what_is_not_known_the_smallest_certain_area(text: str, place: str) -> None:
    first = places(text)[0]
    assert ids(first)[0] == place
    assert first.confidence < 0.5
    assert first.warnings


def test_a_road_of_which_one_number_is_known_is_a_guess() -> None:
    first = places("鼓岭区学府路99号")[0]
    assert ids(first) == ("多福",)
    assert first.confidence < SURE


def test_nothing_is_no_place() -> None:
    assert places("哈哈哈") == []
    assert places("") == []
    assert places("路灯坏了没人修，物业不管", given=False) == []


def test_a_long_number_is_no_place() -> None:
    assert places(f"电话{'1' * 60}找不到人", given=False) == []  # took hours when every way of cutting it was tried


def test_areas_live_on_their_days() -> None:
    assert ids(places("北门街道新渡口社区")[0]) == ("新",)
    assert ids(places("北门街道旧渡口社区", day=dt.date(2024, 6, 1))[0]) == ("旧",)
    gone = places("旧渡口社区")[0]
    assert ids(gone) == ("北",)
    assert gone.confidence < 0.5
    assert "旧渡口社区当日不存在" in gone.warnings[0]
    assert ids(places("旧")[0]) == ("北",)
    assert ids(places("北门街道新渡口社区", day=dt.date(2024, 6, 1))[0])[0] != "新"


@pytest.mark.parametrize(("text", "found"), [
    ("鼓岭区多福社区的路灯坏了没人修", ["多福"]),
    ("我要反映，路灯坏了，就在鼓岭区南街街道多福社区", ["多福"]),
    ("鼓岭区多福社区和渤海社区之间的路灯两边都不管", ["多福", "渤海"]),
    ("临川市第二实验小学门口太堵", ["渤海"]),
    ("鼓岭区的路灯坏了", ["鼓"]),
])
def test_places_in_running_text(text: str, found: list[str]) -> None:
    assert [ids(where)[0] for where in places(text, given=False)] == found


@pytest.mark.parametrize("text", ["鼓岭区香樟社区的路灯坏了", "老多福社区的路灯坏了", "鼓岭区小多福社区的路灯坏了"])
def test_an_unknown_name_in_running_text_is_not_certain(text: str) -> None:
    assert all(where.confidence < SURE for where in places(text, given=False))


def test_who_to_call_takes_the_callers_area() -> None:
    answer = MOMENT.who_to_call("平桥社区路灯坏了", near="鼓岭区")
    assert answer.place is not None
    assert answer.place.id == "平1"
    assert MOMENT.who_to_call("路灯坏了", near="鼓岭区").places[0].confidence < 0.5
    asked = MOMENT.who_to_call("路灯坏了", at="平桥社区")
    assert asked.place is not None
    assert [other.name for other in asked.place.alternatives] == ["云海省北泽市湖东区湖滨街道平桥社区"]
    with pytest.raises(NotFound):
        MOMENT.who_to_call("路灯坏了", near="没有的地方")


def test_pinyin_is_cut_in_every_way() -> None:
    assert spelled("xian") == [["xian"], ["xi", "an"]]
    assert spelled("df") == []
    assert tokens("duofu社区")[0].said(0, 2) == "duofu"


def test_the_smallest_area_that_holds_several() -> None:
    view = MOMENT.view
    assert common_area(view, [view.position(p) for p in ("苑", "商")]) == view.position("南")
