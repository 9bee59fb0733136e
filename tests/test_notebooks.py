"""The notebooks are as they should be committed, and the one on Neo4j runs on a real server; nbmake runs the others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from nbmake.nb_run import NotebookRun
from neo4j_server import LATEST, Server
from neo4j_server.fixture import emptied
from neo4j_server.running import USER

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
ON_NEO4J = next(path for path in NOTEBOOKS if path.stem.endswith("neo4j"))
HAN = re.compile(r"[\u4e00-\u9fff]")
FIRST_LINES = 8  # with imports and the temporary folder


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def test_there_are_six() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_stored(path: Path) -> None:
    assert [cell["id"] for cell in cells(path, "code") if cell["outputs"] or cell["execution_count"]] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_told_in_chinese_with_english_beside(path: Path) -> None:
    texts = ["".join(cell["source"]) for cell in cells(path, "markdown")]
    assert len(texts) >= 3
    assert [text for text in texts if not (HAN.search(text) and re.search(r"[A-Za-z]+ [a-z]+", text))] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_lines_answer(path: Path) -> None:
    first, second = cells(path, "code")[:2]
    assert len([line for line in first["source"] if line.strip()]) <= FIRST_LINES
    assert re.search(r"orgraph\.(open|network)\(", "".join(first["source"]))
    assert "import orgraph" not in "".join(second["source"])


@pytest.mark.slow
def test_without_a_server_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORGRAPH_NOTEBOOK_NEO4J", raising=False)
    done = NotebookRun(ON_NEO4J, 300).execute()
    assert done.error is not None
    assert "no server is named" in done.error.trace
    assert done.error.failing_cell_index == 1


@pytest.mark.slow
@pytest.mark.parametrize("neo4j_server", [pytest.param(LATEST, id=f"neo4j-{LATEST}", marks=pytest.mark.neo4j)],
                         indirect=True)
def test_on_neo4j(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORGRAPH_NOTEBOOK_NEO4J", emptied(neo4j_server))
    monkeypatch.setenv("ORGRAPH_NEO4J_USER", USER)
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setenv("ORGRAPH_CACHE", str(tmp_path))
    done = NotebookRun(ON_NEO4J, 300).execute()
    assert done.error is None, done.error
    (same,) = [cell for cell in done.nb.cells if cell["id"] == "same"]
    assert re.findall("True|False", same["outputs"][-1]["data"]["text/plain"]) == ["True"] * 4
