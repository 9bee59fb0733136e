"""What an editor offers and `help` tells: the package's names before they are used, and no outdated ones."""

from __future__ import annotations

import pydoc
import subprocess
import sys
import tomllib
from pathlib import Path

import orgraph
from orgraph.queries.entity import FindResult
from orgraph.results import SourceRef

OUTDATED = {"dict", "json", "copy", "parse_obj", "parse_raw", "parse_file", "construct", "from_orm", "schema",
            "schema_json", "update_forward_refs", "validate"}  # pydantic's migration guide


def test_the_package_offers_its_names_unused() -> None:
    script = "import orgraph, sys; print(*dir(orgraph)); print('pydantic' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["Graph Moment __version__ charts network open", "False"]


def test_help_tells_of_them() -> None:
    told = pydoc.plain(pydoc.render_doc(orgraph))
    for name in ("class Graph", "class Moment", "network(path", "open(url", "graph.at(", "bridging(self"):
        assert name in told, name


def test_results_offer_nothing_outdated() -> None:
    offered = {*dir(FindResult(as_of="", generation=0))}
    assert {"answer", "frame", "figure", "tables", "to_dict", "results", "model_dump"} <= offered
    assert offered & OUTDATED == set()
    assert {*dir(SourceRef(file="", sheet="", row=1))} & OUTDATED == set()


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert orgraph.__version__ == project["version"]


def test_a_source_without_a_sheet_has_one_blank() -> None:
    assert str(SourceRef(file="ningde/任职.csv", sheet="", row=8)) == "ningde/任职.csv 第8行"
