"""What measures, key players and roles mean is said in Chinese with Chinese punctuation."""

from __future__ import annotations

import re

from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.roles.brokers import roles
from orgraph.queries.bridging.roles.players import wishes


def test_chinese_meanings_have_chinese_punctuation() -> None:
    meanings = [one.meaning for one in (*MEASURES.values(), *wishes().values(), *roles())]
    assert len(meanings) > 40
    assert [text for text in meanings if re.search(r"[;,:()?!]", text)] == []
