"""The documents say what the program does: all of it, and with the answers that it gives today."""

from __future__ import annotations

import re
from pathlib import Path

import documents
import pytest

from orgraph.queries.coverage import load_rules

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (*documents.READMES, documents.REFERENCE)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("documents")
    return documents.demo_database(folder), folder


def test_reference_is_what_the_program_has() -> None:
    assert documents.reference() == TEXTS["reference.md"], "make accept"


def test_every_command_is_shown_in_the_readme() -> None:
    missing = [name for name, _ in documents.commands() if name.split()[1] not in TEXTS["README.md"]]
    assert not missing


@pytest.mark.slow
@pytest.mark.parametrize("readme", documents.READMES, ids=lambda path: path.name)
def test_answers_in_the_readme_are_those_of_today(readme: Path, demo: tuple[str, Path]) -> None:
    text = TEXTS[readme.name]
    assert text.count("```console") >= 3
    assert documents.answered(text, *demo) == text, "make accept"


@pytest.mark.slow
@pytest.mark.parametrize("readme", documents.READMES, ids=lambda path: path.name)
def test_python_in_the_readme_runs(readme: Path, demo: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_DB", demo[0])
    blocks = re.findall(r"```python\n(.*?)```", TEXTS[readme.name], re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, readme.name, "exec"), {})


def test_rule_in_the_guide_is_a_rule(tmp_path: Path) -> None:
    guide = (documents.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (tmp_path / "local.toml").write_text("".join(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)), encoding="utf-8")
    assert "owners-committee-chair" in load_rules(tmp_path)


@pytest.mark.parametrize("readme", documents.READMES, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(readme: Path) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)", TEXTS[readme.name])
    assert links
    assert [link for link in links if not (documents.ROOT / link).exists()] == []
