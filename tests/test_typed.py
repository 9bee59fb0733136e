"""What editors and mypy know of the package: the documents' Python is typed, each analysis with options and result."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, Literal, get_args, get_overloads, get_type_hints

import documents
import pytest
from mypy import api

from orgraph import analyses
from orgraph.moment import BRIDGING
from orgraph.queries.bridging import ANALYSES, engines
from orgraph.queries.bridging.roles import brokers

COMMON = {"area", "layers", "mode"}
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
SNIPPET = """
from typing import assert_type

import orgraph
from orgraph.queries.bridging.results import BridgingResult, MeasureResult

with orgraph.open() as graph:
    then = graph.at("2022-10-15")
    assert_type(then.bridging(measure="constraint", samples=10, mode="two"), MeasureResult)
    assert_type(then.bridging("islands", area="宁德市").islands[0].size, int)
    assert_type(then.bridging("failure-points", of="post").results[0].cut_off_count, int)
    assert_type(then.bridging("proposals", objective="gaps").results[0].why, str)
    assert_type(then.bridging("brokerage", by="area").groups[0].nodes, int)
    assert_type(then.bridging("key-players", measure=["reach"], layers="membership").size, int)
    for what in ("islands", "proposals"):
        assert_type(then.bridging(what, top=3), BridgingResult)
    assert_type(then.coverage("owners-committee").rules[0].missing, int)
    assert_type(then.who_to_call("路灯坏了", at="南街街道").candidates[0].why, str)
    then.bridging("islands").results
"""


def by_name() -> dict[str, Callable[..., Any]]:
    """The overload of each analysis."""
    found = {}
    for one in get_overloads(analyses.Analyses.bridging):
        name = get_type_hints(one)["what"]
        if name is not str:
            (found[get_args(name)[0]],) = (one,)
    return found


def test_every_analysis_is_typed_with_its_own_options() -> None:
    assert by_name().keys() == BRIDGING.keys()
    for name, typed in by_name().items():
        own = signature(ANALYSES[name]).parameters
        options = {one.name: one.default for one in signature(typed).parameters.values()
                   if one.kind is Parameter.KEYWORD_ONLY and one.name not in COMMON}
        assert options == {option: own[option].default for option in BRIDGING[name][1]}, name
        assert get_type_hints(typed)["return"] is get_type_hints(ANALYSES[name])["return"], name


@pytest.mark.parametrize(("name", "option", "choices"), [
    ("measures", "engine", engines.ENGINES), ("brokerage", "by", brokers.GROUPINGS)])
def test_choices_written_twice_are_the_same(name: str, option: str, choices: tuple[str, ...]) -> None:
    assert get_type_hints(by_name()[name])[option] == Literal[choices]


@pytest.mark.slow
def test_python_in_documents_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = {re.sub(r"\W", "_", f"{page.stem}_{at}"): block for page in documents.PAGES
              for at, block in enumerate(PYTHON.findall(page.read_text(encoding="utf-8")))}
    assert {name.rpartition("_")[0] for name in blocks} >= {"README", "README_zh_CN", "analyst", "networkx"}
    files = []
    for name, block in {**blocks, "snippet": SNIPPET}.items():
        (file := tmp_path / f"{name}.py").write_text(block, encoding="utf-8")
        files.append(str(file))
    monkeypatch.chdir(documents.ROOT)
    said, wrong, _ = api.run(["--strict", "--no-error-summary", *files])
    assert (re.sub(r"^.*/", "", said), wrong) == (
        'snippet.py:19: error: "IslandsResult" has no attribute "results"  [attr-defined]\n', "")
