"""The documents say what the program does: all of it, and with the answers that it gives today."""

from __future__ import annotations

import re
from pathlib import Path

import commands
import documents
import pytest

from orgraph.queries.coverage import load_rules

TEXTS = {path: path.read_text(encoding="utf-8") for path in documents.PAGES}
SHOWN = (*documents.READMES, *documents.GUIDES)


def _id(page: Path) -> str:
    return page.relative_to(documents.ROOT).as_posix()


each = pytest.mark.parametrize("page", SHOWN, ids=_id)
everywhere = pytest.mark.parametrize("page", documents.PAGES, ids=_id)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return documents.demo_database(tmp_path_factory.mktemp("documents"))


def test_reference_is_what_the_program_has() -> None:
    assert documents.reference() == TEXTS[documents.REFERENCE], "make accept"


def test_every_command_is_shown() -> None:
    shown = "".join(TEXTS[page] for page in SHOWN)
    assert [name for name, _ in documents.commands() if name.split()[1] not in shown] == []


@everywhere
def test_commands_are_those_of_the_program(page: Path) -> None:
    told = [(words, commands.problem(words)) for words in commands.spoken_of(TEXTS[page])]
    assert [(words, problem) for words, problem in told if problem] == []


@pytest.mark.parametrize("words", ["covrage", "coverage --arae 某区", "worklist send"])
def test_what_the_program_has_not_is_found(words: str) -> None:
    assert commands.problem(words.split()).startswith("No such ")


@pytest.mark.slow
@each
def test_answers_are_those_of_today(page: Path, demo: Path) -> None:
    assert TEXTS[page].count("```console") >= 3
    assert documents.todays(page, demo) == TEXTS[page], "make accept"


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in SHOWN if "```python" in TEXTS[page]], ids=_id)
def test_python_runs(page: Path, demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{demo}")
    monkeypatch.chdir(tmp_path)  # what they save
    for block in re.findall(r"```python\n(.*?)```", TEXTS[page], re.DOTALL):
        exec(compile(block, page.name, "exec"), {})


def test_rule_in_the_guide_is_a_rule(tmp_path: Path) -> None:
    guide = (documents.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (tmp_path / "local.toml").write_text("".join(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)), encoding="utf-8")
    assert "owners-committee-chair" in load_rules(tmp_path)


@everywhere
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)", TEXTS[page])
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_leads_to_every_document() -> None:
    index = TEXTS[documents.ROOT / "docs" / "README.md"]
    there = {path.name for path in (documents.ROOT / "docs").iterdir()} - {"README.md"}
    assert there == set(re.findall(r"\]\(([^)/]+)\)", index))
