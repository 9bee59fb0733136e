"""docs/rules.md: the rule in it is one, and every figure of the texts comes out of its command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orgraph.cli.app import app
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.examples import run_examples
from orgraph.queries.coverage.lint import check_rules

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (\d{3}) \| `orgraph (.+?)` \| (.+?) \|$", TEXT, re.MULTILINE)


def test_the_rule_in_the_guide_is_a_rule(tmp_path: Path) -> None:
    (tmp_path / "guide.toml").write_text("".join(re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)), encoding="utf-8")
    assert [found for found in check_rules(tmp_path) if found.file == "guide.toml"] == []
    (ran,) = run_examples([load_rules(tmp_path)["owners-chair"]])
    assert ran.wrong == ()


@pytest.mark.slow
def test_every_figure_comes_out_of_its_command(all_cities: str) -> None:
    assert len(ROWS) == TEXT.count("| `orgraph coverage ") > 60
    assert {text for _, text, *_ in ROWS} == {"000", "001", "002", "003", "004"}
    missed = []
    for figure, _, command, result in ROWS:
        done = CliRunner().invoke(app, [*command.split(), "--json", "--db", all_cities])
        assert done.exit_code == 0, f"{figure}: {done.stderr}"
        (rule,) = json.loads(done.stdout)["rules"]
        for name, wanted in (part.split() for part in result.split(", ")):
            found = rule["modes"].get(name) if name in rule["modes"] else rule[name]
            if round(found, 4) != float(wanted):
                missed.append(f"{figure}: {name} {wanted}, not {found}")
    assert missed == []
