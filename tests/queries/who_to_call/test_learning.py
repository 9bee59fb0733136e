"""Learning from a history: what is learned, when it is unsure, and that nothing private or unsafe gets in."""

from __future__ import annotations

import random

import numpy as np
import pytest
from learning_corpus import HISTORY, LABELS, NEW, TEXTS
from scipy import sparse

from orgraph.errors import UsageError
from orgraph.queries.who_to_call.understanding.learning.calibration import NEVER, calibrate, threshold
from orgraph.queries.who_to_call.understanding.learning.duplicates import copies, parts
from orgraph.queries.who_to_call.understanding.learning.evaluate import calibration_error, evaluate
from orgraph.queries.who_to_call.understanding.learning.features import features
from orgraph.queries.who_to_call.understanding.learning.file import to_bytes
from orgraph.queries.who_to_call.understanding.learning.model import Guess, Model
from orgraph.queries.who_to_call.understanding.learning.plain import words
from orgraph.queries.who_to_call.understanding.learning.separate import ratios
from orgraph.queries.who_to_call.understanding.learning.settings import settings
from orgraph.queries.who_to_call.understanding.learning.train import train, without_rare


@pytest.fixture(scope="module")
def model() -> Model:
    return train(TEXTS, LABELS)


@pytest.mark.parametrize(("label", "text"), NEW.items())
def test_new_messages_get_their_label(model: Model, label: str, text: str) -> None:
    guess = model(text)
    assert guess.label == label
    assert guess.chance == max(guess.chances.values())
    assert sum(guess.chances.values()) == pytest.approx(1)
    assert list(guess.chances.values()) == sorted(guess.chances.values(), reverse=True)


@pytest.mark.parametrize("text", ["", "   ", "12345 67890", "!!!", "Ω≈ç√∫", "\ud800"])
def test_what_says_nothing_known_is_never_sure(model: Model, text: str) -> None:
    assert model(text).unsure


def test_the_order_of_the_rows_does_not_matter_and_a_model_is_the_same_to_the_byte(model: Model) -> None:
    rows = list(HISTORY)
    random.Random(5).shuffle(rows)
    again = train([text for text, _ in rows], [label for _, label in rows])
    assert to_bytes(again) == to_bytes(model)


def test_a_text_cut_into_words_is_the_text() -> None:
    assert words("小区 电梯 坏 了 _x000D_ 没人 修", 100) == words("小区电梯坏了，没人修。", 100)
    assert words("<p>小區電梯壞了&nbsp;</p>", 100) == words("小区电梯坏了", 100)
    assert words("Apple Watch 坏了", 100)[:2] == ["apple", "watch"]


def test_no_digit_is_learned() -> None:
    one, other = (features(f"请打{number}找我修电梯", settings()) for number in ("13800000000", "010-12345"))
    assert set(features("找我修电梯", settings())[0]) < set(one[0]) | set(other[0])
    assert (features("请打13800000000找我", settings())[0] == features("请打99找我", settings())[0]).all()


def test_an_ngram_of_one_text_alone_is_not_kept(model: Model) -> None:
    secret = "欧阳翠花"
    with_name = train([*TEXTS, f"{secret}家的电梯坏了", "电梯坏了没人修"], [*LABELS, "电梯", "电梯"])
    alone = set(features(secret, settings())[0]) - {key for text in TEXTS for key in features(text, settings())[0]}
    assert alone
    assert not alone & set(with_name.space.keys)


@pytest.mark.parametrize(("texts", "labels", "says"), [
    ([], [], "没有可学的行"),
    (["电梯坏了", "电梯停了"], ["电梯", "电梯"], "只有一种标签"),
    (["电梯坏了", "电梯停了", "太吵", "太吵"], ["电梯", "电梯", "噪声", "噪声"], "噪声"),
])
def test_a_history_that_teaches_nothing_is_refused(texts: list[str], labels: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        train(texts, labels)


def test_rare_labels_can_be_left_out() -> None:
    assert without_rare(["甲", "乙", "丙", "丙"], ["一", "一", "二", "二"]) == (["甲", "乙"], ["一", "一"])


def test_a_handful_of_rows_can_be_learned() -> None:
    tiny = train(["电梯坏了", "楼上太吵", "电梯停了", "半夜很吵"], ["电梯", "噪声", "电梯", "噪声"])
    assert tiny("电梯又坏了").label == "电梯"


def test_a_label_of_few_texts_among_many_is_still_found() -> None:
    rare = train([*TEXTS, "流浪狗追着小孩咬", "流浪狗咬伤了人"], [*LABELS, "动物", "动物"])
    assert rare("小区流浪狗又咬人").label == "动物"


def test_copies_are_one_group_and_stay_in_one_part() -> None:
    long = "西街路口的工地每天夜里十二点以后还在打桩，附近居民整夜睡不着觉，反映多次没有结果"
    texts = [long, long.replace("，", " ， "), "各位领导：" + long + "，请尽快处理",
             "电梯坏了三天没人修理，老人下不了楼"]
    group = copies(texts, settings())
    assert group[0] == group[1] == group[2] != group[3]
    many = np.arange(40).repeat(2)
    part = parts(many, (many % 4).astype(np.int64), 5, seed=1)
    assert (part[::2] == part[1::2]).all()
    for label in range(4):  # ten groups of each label in five parts
        assert np.bincount(part[many % 4 == label], minlength=5).tolist() == [4] * 5


def test_log_count_ratio_by_hand() -> None:
    present = sparse.csr_matrix(np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=np.float32))
    own = np.array([True, True, False, False])
    # With 1 added: p = (3, 2) / 5, q = (1, 3) / 4.
    assert ratios(present, own, 1.0) == pytest.approx([np.log(0.6 / 0.25), np.log(0.4 / 0.75)])


def test_probabilities_mean_what_they_say() -> None:
    random_ = np.random.default_rng(3)
    true = random_.normal(size=(20_000, 3))
    chance = np.exp(2.5 * true) / np.exp(2.5 * true).sum(axis=1, keepdims=True)
    label = (random_.random((20_000, 1)) > chance.cumsum(axis=1)).sum(axis=1)
    fitted = calibrate(true[:10_000], label[:10_000], settings().calibration)
    assert fitted.scale == pytest.approx(2.5, rel=0.05)
    found = fitted(true[10_000:])
    assert calibration_error(found.max(axis=1), found.argmax(axis=1) == label[10_000:]) < 0.02


def test_the_threshold_is_the_least_that_keeps_the_promise() -> None:
    known = settings().calibration.model_copy(update={"right": 0.75, "floor": 0.3})
    chance = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    # Right of the surest 1..5: 1/1, 2/2, 2/3, 3/4, 3/5.
    assert threshold(chance, np.array([True, True, False, True, False]), known) == 0.6
    assert threshold(chance, np.zeros(5, bool), known) == NEVER
    assert threshold(chance, np.ones(5, bool), known.model_copy(update={"floor": 0.55})) == 0.55


def test_measures_by_hand() -> None:
    guesses = [Guess({"a": 0.95, "b": 0.05}, False), Guess({"a": 0.85, "b": 0.15}, False),
               Guess({"b": 0.75, "a": 0.25}, False), Guess({"b": 0.55, "a": 0.45}, True)]
    found = evaluate(guesses, ["a", "b", "b", "b"])
    assert found["accuracy"] == 0.75
    assert found["macro_f1"] == pytest.approx((2 / 3 + 0.8) / 2)  # a: precision 1/2, recall 1; b: 1, 2/3
    assert found["ece"] == pytest.approx((0.05 + 0.85 + 0.25 + 0.45) / 4)
    assert found["brier"] == pytest.approx(2 * (0.05**2 + 0.85**2 + 0.25**2 + 0.45**2) / 4)
    assert found["sure"] == {"share": 0.75, "accuracy": pytest.approx(2 / 3)}
    assert [point["accuracy"] for point in found["coverage"] if point["share"] in (1.0, 0.5)] == [0.75, 0.5]
    assert found["confusions"] == [{"true": "b", "guessed": "a", "texts": 1}]


def test_a_label_that_the_model_never_saw_counts_as_wrong() -> None:
    found = evaluate([Guess({"a": 0.9, "b": 0.1}, False)] * 2, ["a", "c"])
    assert found["accuracy"] == 0.5
    assert found["by_label"]["c"]["f1"] == 0
