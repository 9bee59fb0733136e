"""What pages say is what they show: numbers of rows, names of levels, ways to what else there is."""

from __future__ import annotations

import re

import httpx

DAY = "2022-10-15"
AREA = "福州市"


def test_reports_are_counted_as_they_are_listed(client: httpx.Client) -> None:
    page = client.get("/coverage", params={"area": AREA, "as_of": DAY, "panel": "reports"}).text
    told = re.search(r"<h1>.*?(\d+) 种报表", page)
    assert told
    table = page[page.index('<table class="things">'):]
    assert int(told[1]) == table[:table.index("</table>")].count('<tr><th scope="row">')


def test_no_link_to_a_file_hides_why_there_is_none(client: httpx.Client) -> None:
    """With `download` a browser tells of a refusal by a cancelled download alone, and nobody reads the reason."""
    page = client.get("/coverage", params={"area": AREA, "as_of": DAY, "panel": "reports"}).text
    assert page.count("data-file>") >= 14  # 7 rows, a workbook and a document each
    assert not re.search(r'<a [^>]*/v1/(?:reports|coverage)[^>]* download', page)


def test_counties_are_not_called_districts(client: httpx.Client) -> None:
    """福州市 has six districts, six counties and a city of that level."""
    page = client.get("/coverage", params={"area": AREA, "as_of": DAY}).text
    levels = page[page.index('<aside class="tree">'):]
    levels = levels[:levels.index("</nav>")]
    assert ">区县</a>" in levels
    assert ">区</a>" not in levels


def test_the_interface_s_page_is_found_from_every_page(client: httpx.Client) -> None:
    page = client.get("/", params={"as_of": DAY}).text
    foot = page[page.index("<footer>"):]
    found = re.search(r'href="(/docs[^"]*)"', foot)
    assert found
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200
