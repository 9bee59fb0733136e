"""Finding things by name on the pages: the box, names that nothing has, and errors that say what to do next."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

import orgraph
from orgraph.api.pages.labels import for_pages
from orgraph.errors import NotFound

DAY = "2022-10-15"
# fixtures/ningde: 继光花园小区 in 鹤峰社区, in it two buildings whose names begin with 继光花园, and 陈碧乔.
COMPOUND, START, PERSON = "继光花园小区", "继光花园", "陈碧乔"


@pytest.mark.parametrize("name", [COMPOUND, PERSON, "鹤峰社区继光花园小区"])
def test_the_box_leads_to_the_page_of_a_name(client: httpx.Client, name: str) -> None:
    home = client.get("/", params={"as_of": DAY}).text
    assert re.search(r'<form class="find" action="/entity"', home)
    page = client.get("/entity", params={"name": name, "as_of": DAY, "lang": "en"})
    assert page.status_code == 200
    assert page.url.path.startswith("/entity/")
    assert page.url.params["lang"] == "en"
    assert name.removeprefix("鹤峰社区") in page.text


def test_the_box_suggests_in_pinyin(client: httpx.Client) -> None:
    assert PERSON in client.get("/suggest", params={"name": "chenbiqiao", "as_of": DAY}).text


def test_an_unknown_name_comes_with_the_nearest_which_lead_on(client: httpx.Client) -> None:
    page = client.get("/entity", params={"name": START, "as_of": DAY})
    assert page.status_code == 404
    links = re.findall(r'<li><a href="([^"]+)">[^<]*继光花园', page.text)
    assert len(links) == 3
    assert client.get(unescape(links[0])).status_code == 200
    assert 'name="name"' in page.text  # and the box to write it otherwise
    area = client.get("/coverage", params={"area": "福州", "as_of": DAY})
    assert area.status_code == 404
    link = re.search(r'<li><a href="(/coverage\?[^"]+)">[^<]*福州市<', area.text)
    assert link is not None
    assert client.get(unescape(link[1])).status_code == 200


@pytest.mark.parametrize("path", ["/entity/没有这个地方", "/coverage?rule=none", "/nowhere", "/coverage?generation=99",
                                  "/data/loads/l-0", "/home/none"])
def test_no_error_page_speaks_of_commands(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code >= 400
    main = page.text[page.text.index("<main"):page.text.index("</main")]
    assert not re.search(r"orgraph [a-z]|/v1/|openapi|--\w", re.sub(r"<[^>]+>", " ", main))
    assert main.count('class="find"') == 1
    assert page.text.count('class="find"') == 1


def test_a_wrong_day_is_said_in_chinese_too(client: httpx.Client, now: orgraph.Moment) -> None:
    page = client.get("/coverage", params={"as_of": "2022-13-45"})
    assert page.status_code == 400
    assert "不是日期：2022-13-45" in page.text
    assert "日期写成 2026-06-30" in page.text


def test_python_and_rest_offer_the_nearest_names(client: httpx.Client, now: orgraph.Moment) -> None:
    assert [COMPOUND in one for one in now.find(START).warnings] == [True]
    assert now.find(COMPOUND).warnings == []
    assert now.find("没有这个地方").warnings == []
    with pytest.raises(NotFound, match="找不到：福州 ") as caught:
        now.coverage("owners-committee", area="福州")
    assert caught.value.hint.startswith("相近的有：福建省福州市 ")
    problem = client.get("/v1/coverage", params={"area": "福州", "as_of": DAY}).json()
    assert [one["name"] for one in problem["choices"]] == ["福州市"]


@pytest.mark.parametrize(("hint", "said"), [
    ("“联系人”可能就是“姓名”（同义），用 orgraph map 确认", "“联系人”可能就是“姓名”（同义）"),
    ("orgraph generations list", ""), ("/v1/rules", ""), ("写全名或写编号", "写全名或写编号"),
    ("POST /v1/session；X-API-Key", "")])
def test_hints_for_pages(hint: str, said: str) -> None:
    assert for_pages(hint) == said


def test_the_box_without_a_name_leads_home(client: httpx.Client) -> None:
    page = client.get("/entity", params={"lang": "en"})
    assert (page.status_code, page.url.path, page.url.params["lang"]) == (200, "/", "en")
