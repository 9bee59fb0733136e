"""One key for one thing, whatever its spelling; different keys for different things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.names import area_key, name_keys, normalise, organization_key
from orgraph.vocabulary.spellings import spellings


@pytest.mark.parametrize(("text", "normal"), [
    (" 渤海 社區 ", "渤海社区"), ("ＡＢＣ物业", "abc物业"), ("“红管家”服务队", "红管家服务队"),
    ("党组织〔2023〕", "党组织(2023)"), ("党组织（2023）", "党组织(2023)"), ("後頭社區", "后头社区"),
])
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_one_community() -> None:
    names = ["渤海社区居民委员会", "渤海社区居委会", "渤海社区", "渤海居委会", "渤海社區"]
    assert {area_key(name) for name in names} == {"渤海社区"}
    assert {name_keys("Community", name)[0] for name in names} == {"渤海社区"}


@pytest.mark.parametrize(("name", "key"), [
    ("皮厂村村民委员会", "皮厂村"), ("皮厂村委会", "皮厂村"), ("南街街道办事处", "南街街道"),
    ("南街街道办", "南街街道"),
    ("皮厂村村委会", "皮厂村"), ("渤海居委", "渤海社区"), ("新邨街道", "新村街道"),
    ("榆树乡人民政府", "榆树乡"), ("榆树镇政府", "榆树镇"), ("衚衕社區居民委員會", "胡同社区"), ("政府", "政府"),
    ("居委会", "居委会"), ("花园小区", "花园小区"), ("某派出所", "某派出所"),
])
def test_area_keys(name: str, key: str) -> None:
    assert area_key(name) == key


@pytest.mark.parametrize(("name", "key"), [
    ("上东小区业主委员会", "上东小区业委会"), ("上东小区物业管理委员会", "上东小区物管会"),
    ("中共南街街道工作委员会", "南街街道党工委"), ("中国共产党双安社区委员会", "双安社区党委"),
    ("中共某局支部委员会", "某局党支部"), ("某公司党委员会", "某公司党委"), ("某物业有限责任公司", "某物业有限公司"),
    ("业委会", "业委会"), ("渤海社区居委会", "渤海居委会"), ("渤海社区居民委员会", "渤海居委会"),
    ("皮厂村村民委员会", "皮厂村委会"), ("新邨物业（集团）有限公司", "新村物业(集团)有限公司"),
    ("榆树镇政府", "榆树镇人民政府"),
    ("南街街道办", "南街街道办事处"),
])
def test_organization_keys(name: str, key: str) -> None:
    assert organization_key(name) == key


def test_keys_of_aliases_come_after_those_of_the_name_and_none_twice() -> None:
    keys = name_keys("Department", "区城市管理局", ["综合执法局", "区城市管理局"])
    assert keys == ("区城市管理局", "综合执法局")


def test_variant_characters_are_one_in_places_but_not_in_persons() -> None:
    assert name_keys("Village", "临渓邨") == ("临渓村", "临渓邨")
    assert name_keys("Person", "张邨") == ("张邨",)


def test_variants_are_what_nothing_else_folds() -> None:
    for usual, others in spellings().variants.items():
        assert normalise(usual) == usual
        assert {normalise(other) for other in others} == set(others)
