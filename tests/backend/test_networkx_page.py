"""The page about networkx: what it shows runs."""

import re
from pathlib import Path

import networkx as nx

import orgraph

ROOT = Path(__file__).parents[2]


def test_every_block_runs(tmp_path, monkeypatch, capsys):
    url = f"sqlite:///{tmp_path}/city.db"
    graph = orgraph.open(url)
    graph.load([ROOT / "fixtures" / "ningde"])
    graph.close()
    monkeypatch.setenv("ORGRAPH_DB", url)
    monkeypatch.setattr(nx.config, "warnings_to_ignore", {"cache"})
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "networkx.md").read_text(encoding="utf-8"), re.DOTALL)
    for block in blocks:
        exec(compile(block, "networkx.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert len(blocks) == 3
    assert "cross_appointment" in said[0]
    # Freeman's betweenness of the two leaders of the club, 0 and 33, and of 32: networkx's own values.
    values = sorted(nx.betweenness_centrality(nx.karate_club_graph()).values(), reverse=True)
    assert [round(one, 3) for one in values[:3]] == [value for _, value in eval(said[1])]
