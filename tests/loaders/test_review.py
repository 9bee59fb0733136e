"""Likenesses are proposed and never joined; what people decide is applied at the next load, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_store import FakeStore
from small_town import Write

from orgraph.errors import LoadRejected, UsageError
from orgraph.loaders import load
from orgraph.similar import WORTH, compare
from orgraph.stores.reviews import Review, beyond_doubt, waiting

ORGANIZATION = ["组织名称", "组织类别", "所在区域"]
AREA = ["区域名称", "区域类型", "上级区域"]
COMMITTEES = [ORGANIZATION, ["花园小区业委会", "业委会", "花园小区"], ["花園小区业主委员会会", "业委会", "花园小区"]]


def queue(store: FakeStore) -> list[Review]:
    return waiting(store.queue.reviews())


def decide(store: FakeStore, verdict: str, text: str = "") -> None:
    keys = [review.proposal.key for review in queue(store) if text in review.proposal.text]
    store.queue.decide(keys[:1], verdict, "甲某")


@pytest.mark.parametrize(("one", "other", "least", "reason"), [
    ("园林社区", "圆林社区", 0.9, "读音相同"), ("治安社区", "冶安社区", 0.9, "字形相近"),
    ("金阳社区", "阳金社区", 0.85, "颠倒"),
    ("上东小区业委会", "上東小区业主委员会会", 0.9, "重复"), ("碧园", "碧园社区", 0.9, "通名"),
    ("花园路社区", "花园社区", 0.6, "路"),
    ("红旗社区", "红星社区", 0.6, "一个字不同"), ("临溪社区", "林西社区", 0.0, ""),
    ("新邨街道", "新村街道", 0.9, "异体字"),
])
def test_likeness_has_a_score_and_a_reason(one: str, other: str, least: float, reason: str) -> None:
    likeness = compare(one, other)
    assert likeness == compare(other, one) or likeness is not None
    assert (likeness.score if likeness else 0.0) >= least
    assert reason in "；".join(likeness.reasons if likeness else ())


@pytest.mark.parametrize(("one", "other"), [
    ("一网格", "二网格"), ("幸福1号楼", "幸福2号楼"), ("第三社区", "第四社区"), ("东社区", "西社区"),
    ("新华村", "老华村"),
    ("甲组网格", "乙组网格"), ("花园业委会", "花园首届业委会"), ("上坡村", "下坡村"), ("大庄村", "小庄村"),
    ("花园A区", "花园B区"),
    ("红旗社区", "幸福社区"),
])
def test_what_is_two_things_is_never_alike(one: str, other: str) -> None:
    assert compare(one, other) is None


def test_equal_numbers_do_not_tell_apart() -> None:
    likeness = compare("第3圆林社区", "第三园林社区")
    assert likeness is not None
    assert likeness.score > WORTH


def test_a_reference_that_leads_nowhere_is_proposed_with_place_and_reason(write: Write, folder: Path,
                                                                          store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["某企业", "企业", "南街街道花圆小区"]])
    with pytest.raises(LoadRejected) as caught:
        load(store, [folder])
    assert caught.value.report.reviews == 1
    (review,) = queue(store)
    found = review.proposal
    assert (found.about, found.text, found.where.file, found.where.row, found.where.column) == (
        "reference", "南街街道花圆小区", "甲/组织.csv", 2, "所在区域")
    assert (found.name, found.path) == ("花园小区", "示例省示例市甲区南街街道东社区花园小区")
    assert (found.score, found.reasons) == (0.95, ("“圆”和“园”读音相同",))


def test_same_resolves_at_the_next_load_and_undoing_breaks_it_again(write: Write, folder: Path, store: FakeStore
                                                                    ) -> None:
    write("组织", [ORGANIZATION, ["某企业", "企业", "南街街道花圆小区"]])
    load(store, [folder], allow_errors=True)
    decide(store, "same")
    assert queue(store) == []
    report = load(store, [folder])
    assert (report.errors, report.reviews) == ([], 0)
    assert store.entity("某企业").home == store.entity("花园小区").id
    (decision,) = store.queue.history()
    store.queue.decide([decision.key], "", "乙某")
    assert [review.proposal.key for review in queue(store)] == [decision.key]
    assert load(store, [folder], dry_run=True).flatten("code") == [("reference.unknown",)]
    assert [(d.verdict, d.by) for d in store.queue.history()] == [("", "乙某"), ("same", "甲某")]


def test_the_parent_of_areas_can_be_decided_on(write: Write, folder: Path, store: FakeStore) -> None:
    write("楼栋", [AREA, ["1号楼", "楼栋", "花圆小区"], ["一单元", "微网格", "花圆小区"]])
    load(store, [folder], allow_errors=True)
    decide(store, "same")
    load(store, [folder])
    assert store.entity("1号楼").home == store.entity("花园小区").id
    assert store.entity("一单元").home == store.entity("花园小区").id


def test_different_is_not_offered_again_and_stays_an_error(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["某企业", "企业", "南街街道花圆小区"]])
    load(store, [folder], allow_errors=True)
    decide(store, "different")
    report = load(store, [folder], allow_errors=True)
    assert report.flatten("code") == [("reference.unknown",)]
    assert (report.reviews, queue(store)) == (0, [])


def test_later_stays_at_the_end(write: Write, folder: Path, store: FakeStore) -> None:
    write("区域二", [AREA, ["碧园小区", "小区", "东社区"]])
    write("组织", [ORGANIZATION, ["某企业", "企业", "南街街道花圆小区"], ["某公司", "企业", "南街街道碧元小区"]])
    load(store, [folder], allow_errors=True)
    first = queue(store)[0].proposal.text
    decide(store, "later", first)
    assert [review.proposal.text == first for review in queue(store)] == [False, True]
    load(store, [folder], allow_errors=True)
    assert [review.verdict for review in queue(store)] == ["", "later"]


def test_twins_in_one_file_are_proposed_and_become_one(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", COMMITTEES)
    write("任职", [["姓名", "任职组织", "职务"], ["王某", "花園小区业主委员会会", "委员"],
                 ["李某", "花园小区业委会", "主任"]])
    report = load(store, [folder])
    assert (report.errors, report.reviews, len(store.entities("OwnersCommittee"))) == ([], 1, 2)
    (review,) = queue(store)
    assert (review.proposal.about, review.proposal.where.row, review.proposal.name) == ("twins", 3, "花园小区业委会")
    decide(store, "same")
    report = load(store, [folder])
    assert (report.errors, report.reviews) == ([], 0)
    (committee,) = store.entities("OwnersCommittee")
    assert committee.id == review.proposal.candidate
    assert committee.name == "花园小区业委会"
    assert {link.object for link in store.links("MEMBER")} == {committee.id}
    store.queue.decide([review.proposal.key], "", "")
    load(store, [folder])
    assert len(store.entities("OwnersCommittee")) == 2


def test_a_new_row_may_be_the_twin_of_a_known_one(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", COMMITTEES[:2])
    load(store, [folder])
    known = store.entity("花园小区业委会").id
    load(store, [write("组织二", [COMMITTEES[0], COMMITTEES[2]])])
    (review,) = queue(store)
    assert (review.proposal.candidate, review.proposal.where.file) == (known, "甲/组织二.csv")
    decide(store, "same")
    load(store, [folder / "组织二.csv"])
    assert {committee.id for committee in store.entities("OwnersCommittee")} == {known}


@pytest.mark.parametrize(("one", "other"), [
    (["花园业委会", "91350100M000100Y43", ""], ["花园业委会会", "91350211M000100Y46", ""]),
    (["花园业委会", "", "J1"], ["花园业委会会", "", "J2"]),
    (["1号楼业委会", "", ""], ["2号楼业委会", "", ""]),
])
def test_what_codes_or_numbers_tell_apart_is_not_proposed(write: Write, folder: Path, store: FakeStore,
                                                          one: list[str], other: list[str]) -> None:
    write("组织", [["组织名称", "统一社会信用代码", "组织编号", "组织类别", "所在区域"],
                   *([*row, "业委会", "花园小区"] for row in (one, other))])
    assert load(store, [folder]).reviews == 0


def test_a_text_is_one_thing_only(write: Write, folder: Path, store: FakeStore) -> None:
    write("区域二", [AREA, ["碧园小区", "小区", "东社区"], ["碧苑小区", "小区", "东社区"]])
    write("组织", [ORGANIZATION, ["某企业", "企业", "东社区碧圆小区"]])
    load(store, [folder], allow_errors=True)
    pair = [review for review in queue(store) if review.proposal.about == "reference"]
    assert [review.proposal.name for review in pair] == ["碧园小区", "碧苑小区"]
    assert beyond_doubt(pair, 0.5) == []
    assert beyond_doubt(pair, 0.93) == [pair[0].proposal.key]
    with pytest.raises(UsageError):
        store.queue.decide([review.proposal.key for review in pair], "same", "")
    store.queue.decide([pair[0].proposal.key], "same", "")
    assert [review for review in queue(store) if review.proposal.about == "reference"] == []


def test_a_dry_run_proposes_nothing(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", COMMITTEES)
    assert load(store, [folder], dry_run=True).reviews == 1
    assert queue(store) == []


def test_what_was_put_right_leaves_the_queue(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", COMMITTEES)
    load(store, [folder])
    write("组织", COMMITTEES[:2])
    load(store, [folder])
    assert queue(store) == []


def test_no_telephone_number_enters_the_queue(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["某企业", "企业", "花圆小区13912345678"], ["某公司", "企业", "东社区花圆小区"]])
    load(store, [folder], allow_errors=True)
    assert "13912345678" not in str([review.to_dict() for review in store.queue.reviews()])
    assert len(queue(store)) >= 1
