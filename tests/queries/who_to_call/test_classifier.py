"""What sentences teach: the files, the n-grams, the training, and the file kept of it."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from orgraph.errors import DataError
from orgraph.queries.who_to_call.understanding.classifier import kept
from orgraph.queries.who_to_call.understanding.classifier.sentences import HEADER, read_sentences, sentences
from orgraph.queries.who_to_call.understanding.classifier.training import Sample, train
from orgraph.queries.who_to_call.understanding.ngrams import Ngrams
from orgraph.queries.who_to_call.understanding.weights import NgramWeights, weights

DATA = Path(__file__).parents[2] / "data" / "dispatch"
PLAIN = NgramWeights(character=1.0, pair=2.0, sound=0.0)
LEARN = weights().classifier.model_copy(update={"least": 1})
TAUGHT = [
    Sample("路灯不亮", ("urban_management",), ("专事", False), 1.0),
    Sample("路灯坏了", ("urban_management",), ("专事", False), 1.0),
    Sample("井盖丢了", ("urban_management",), ("专事", False), 1.0),
    Sample("老人想理发", ("volunteer_social",), ("个事", False), 1.0),
    Sample("想找人陪老人", ("volunteer_social", "residents_committee"), ("个事", False), 1.0),
    Sample("着火了快来", ("fire_rescue",), ("专事", True), 1.0),
    Sample("屋里起火了", ("fire_rescue",), ("专事", True), 1.0),
    Sample("你好谢谢", (), ("个事", False), 1.0),
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder, and few sentences to learn from."""
    monkeypatch.setenv("ORGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "samples", lambda *_: iter(TAUGHT))
    kept.classifier.cache_clear()
    yield tmp_path / "cache"
    kept.classifier.cache_clear()


def test_the_sentences_are_many_different_and_not_those_that_measure() -> None:
    texts = [sentence.text for sentence in sentences()]
    assert len(texts) == len(set(texts)) >= 4000
    asked = {json.loads(line)["text"] for name in ("sentences", "blind", "quiet", "whole", "paraphrases")
             for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()}
    assert not asked & set(texts)


@pytest.mark.parametrize(("line", "message"), [
    ("\tnobody\t\t专事\t0\t路灯", "nobody"), ("no-topic\tpolice\t\t专事\t0\t路灯", "no-topic"),
    ("\tpolice\t\t大事\t0\t路灯", "matter_class"), ("\tpolice\t专事\t0\t路灯", "5 fields, not 6"),
])
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    good = "\tpolice\t\t专事\t0\t有人打架"
    (tmp_path / "odd.tsv").write_text("\n".join(("\t".join(HEADER), good, line)), encoding="utf-8")
    with pytest.raises(DataError, match=rf"odd\.tsv:3: .*{message}"):
        list(read_sentences(tmp_path))


def test_a_wrong_header_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.tsv").write_text("text\tlead\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"odd\.tsv:1: the header"):
        list(read_sentences(tmp_path))


def test_ngrams_by_hand() -> None:
    """Two texts, 甲乙 and 甲丙: 甲 is in both, idf 1; the others in one of two, idf 1 + ln(3 / 2); pairs count 2."""
    ngrams, cells = Ngrams.of(["甲乙", "甲丙"], PLAIN)
    rare = 1 + math.log(3 / 2)
    length = math.sqrt(1 + rare**2 + (2 * rare) ** 2)
    first = sorted(cells.values[cells.rows == 0].tolist())
    assert first == pytest.approx([0.0, 1 / length, rare / length, 2 * rare / length])
    spot, value = ngrams("甲乙")
    assert np.linalg.norm(value) == pytest.approx(1)
    assert len(spot) == 4
    assert np.linalg.norm(ngrams("甲丁")[1]) < 1, "what nobody taught makes a text less like any"


def test_rare_features_can_be_left_out() -> None:
    ngrams, cells = Ngrams.of(["甲乙", "甲丙"], PLAIN, least=2)
    assert len(ngrams.keys) == 1
    assert cells.columns.tolist() == [0, 0]


def test_what_was_taught_is_told_again() -> None:
    classifier = train(TAUGHT, LEARN)

    def kind(text: str) -> str:
        return classifier.kinds[int(classifier(text).kinds.argmax())]

    assert kind("马路上路灯坏了") == "urban_management"
    assert kind("想理发") == "volunteer_social"
    assert kind("谢谢") == ""
    assert classifier("厨房着火了").emergency > classifier("路灯坏了").emergency
    assert classifier.classes[int(classifier("陪老人").classes.argmax())] == "个事"


def test_training_twice_gives_the_same() -> None:
    one, two = train(TAUGHT, LEARN), train(TAUGHT, LEARN)
    assert np.array_equal(one.weights, two.weights)
    assert np.array_equal(one.bias, two.bias)


def test_it_is_learned_once_and_read_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.classifier()
    (file,) = cache.iterdir()
    kept.classifier.cache_clear()
    monkeypatch.setattr(kept, "train", lambda *_: pytest.fail("learned again"))
    again = kept.classifier()
    assert (again.kinds, again.classes) == (first.kinds, first.classes)
    assert again("路灯").kinds == pytest.approx(first("路灯").kinds)
    assert file.suffix == ".npz"


def test_old_classifiers_leave_the_cache(cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    for number in range(6):
        old = cache / f"classifier-{number}.npz"
        old.touch()
        os.utime(old, (number, number))
    (cache / "of-somebody-else.npz").touch()
    kept.classifier()
    names = {path.name for path in cache.iterdir()}
    assert names >= {"classifier-3.npz", "classifier-4.npz", "classifier-5.npz", "of-somebody-else.npz"}
    assert len(names) == 5


def test_a_spoiled_file_is_learned_anew(cache: Path) -> None:
    kept.classifier()
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    kept.classifier.cache_clear()
    assert kept.classifier()("路灯").kinds.size


def test_other_weights_are_another_file(cache: Path) -> None:
    kept.classifier()
    assert kept._digest(TAUGHT, LEARN) != kept._digest(TAUGHT, LEARN.model_copy(update={"bayes": 0.3}))
    assert kept._digest(TAUGHT, LEARN) != kept._digest(TAUGHT[:-1], LEARN)


def test_where_nothing_can_be_kept_it_is_learned_all_the_same(
    cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.write_text("a file where the folder should be")
    assert kept.classifier()("路灯").kinds.size
    assert "cannot be written" in caplog.text
