"""Every published value that we know of, on networks that a test can have anywhere; docs/measures.md is the table."""

from __future__ import annotations

import documents
import pytest
from published import Published, published

ALL = list(published())


@pytest.mark.parametrize("one", ALL, ids=str)
def test_published(one: Published) -> None:
    ours = one.ours()
    assert {name: ours[name] for name in one.values} == pytest.approx(dict(one.values), rel=0, abs=one.within)


def test_no_two_are_the_same() -> None:
    assert len({(one.network, one.measure) for one in ALL}) == len(ALL)


def test_the_document_is_the_table_of_today() -> None:
    assert documents.MEASURES_PAGE.read_text(encoding="utf-8") == documents.measures_page(), "make accept"
