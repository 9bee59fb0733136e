"""A model's file: what is written is read, and a stranger's file does no harm."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson
import pytest
from learning_corpus import LABELS, NEW, TEXTS

from orgraph.errors import NotFound, UsageError
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understanding.learning import file
from orgraph.queries.who_to_call.understanding.learning.learned import guess, learned, meaning, mix
from orgraph.queries.who_to_call.understanding.learning.model import Model
from orgraph.queries.who_to_call.understanding.learning.train import train


@pytest.fixture(scope="module")
def model() -> Model:
    return train(TEXTS, LABELS)


@pytest.fixture
def path(model: Model, tmp_path: Path) -> Path:
    path = tmp_path / "m.model"
    file.write(model, path)
    return path


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def header(parts: dict[str, bytes], **changes: object) -> None:
    parts["model.json"] = orjson.dumps(orjson.loads(parts["model.json"]) | changes)


def test_what_is_read_answers_as_what_was_written(model: Model, path: Path) -> None:
    read = file.read(path)
    assert file.to_bytes(read) == path.read_bytes()
    for text in (*NEW.values(), *TEXTS[:5]):
        assert read(text) == model(text)


def test_no_text_of_the_history_is_in_the_file(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert "打桩".encode() not in content
    assert "电梯".encode() in content  # it is a label


def test_how_it_was_made_is_in_the_file(path: Path) -> None:
    made = file.read(path).made
    assert made["texts"] == len(TEXTS)
    assert made["by_label"] == {"电梯": 24, "噪声": 24, "垃圾": 24}
    assert len(made["sha256"]) == 64
    assert {"seed", "numpy", "scikit-learn", "rjieba", "python"} <= made.keys()


def swap(parts: dict[str, bytes]) -> None:
    parts["weight"] = parts["weight"][::-1]


def shorten(parts: dict[str, bytes]) -> None:
    header(parts, features=7)


def bomb(parts: dict[str, bytes]) -> None:
    parts["keys"] = b"\0" * (file.LARGEST + 1)


def missing(parts: dict[str, bytes]) -> None:
    del parts["idf"]


def infinite(parts: dict[str, bytes]) -> None:
    import hashlib

    parts["constant"] = np.array([np.nan] * 3).tobytes()
    sums = orjson.loads(parts["model.json"])["sha256"]
    header(parts, sha256=sums | {"constant": hashlib.sha256(parts["constant"]).hexdigest()})


def other(parts: dict[str, bytes]) -> None:
    header(parts, format="orgraph-topics-99")


def strange(parts: dict[str, bytes]) -> None:
    header(parts, settings={"view": []})


@pytest.mark.parametrize("change", [swap, shorten, bomb, missing, infinite, other, strange])
def test_a_changed_model_is_refused(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(UsageError, match="不是可用的模型"):
        file.read(rewritten(path, change))


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('it was run')",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a model", pickle.dumps(Evil())])
def test_what_is_no_model_is_refused_and_never_run(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.model"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="不是可用的模型"):
        file.read(path)


def test_a_pickled_array_is_refused(path: Path) -> None:
    def pickled(parts: dict[str, bytes]) -> None:
        array = io.BytesIO()
        np.save(array, np.array([Evil()], dtype=object))
        parts["weight"] = array.getvalue()

    with pytest.raises(UsageError, match="checksum"):
        file.read(rewritten(path, pickled))


def test_the_model_of_the_settings_answers_and_is_read_again_when_it_changes(
        path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORGRAPH_TOPICS_MODEL", raising=False)
    assert learned("电梯坏了") is None
    assert guess("电梯坏了") is None
    monkeypatch.setenv("ORGRAPH_TOPICS_MODEL", str(path))
    found = learned("电梯又停了，门关不上")
    assert found is not None
    assert set(found) == {"电梯", "噪声", "垃圾"}
    file.write(train([*TEXTS, "井盖丢了", "井盖破了一半"], [*LABELS, "井盖", "井盖"]), path)
    again = learned("电梯又停了，门关不上")
    assert again is not None
    assert "井盖" in again
    path.unlink()
    with pytest.raises(NotFound):
        learned("电梯坏了")


def test_labels_mean_topics_families_and_kinds_of_unit() -> None:
    one = next(topic for topic in topics().values() if topic.lead)
    assert meaning(one.id) == meaning(one.zh) == (one.id,)
    family = meaning(one.family_zh)
    assert one.id in family
    assert {topics()[name].family for name in family} == {one.family}
    assert one.id in meaning(one.lead[0])
    assert meaning("没有这种事") == ()


def test_mixing_keeps_the_sum_and_lets_the_tree_divide_a_family() -> None:
    family = next(topic.family for topic in topics().values() if topic.lead)
    name = next(topic.family_zh for topic in topics().values() if topic.family == family)
    inside, also, *_ = meaning(name)
    outside = next(topic.id for topic in topics().values() if topic.lead and topic.family != family)
    tree = {inside: 0.3, also: 0.1, outside: 0.6}
    mixed = mix(tree, {name: 1.0}, 0.5)
    assert sum(mixed.values()) == pytest.approx(1)
    # Half of the tree's, and half of the family's 1 as the tree divides it: 3 to 1.
    assert [mixed[key] for key in tree] == pytest.approx([0.15 + 0.375, 0.05 + 0.125, 0.3], abs=1e-4)
    assert mix(tree, {"没有这种事": 0.8, name: 0.2}, 0.5)[outside] == pytest.approx(0.6 * 0.9, abs=1e-4)
    assert mix(tree, {"没有这种事": 1.0}, 0.5) == pytest.approx(tree)
