"""The Data page, as a browser without JavaScript uses it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from orgraph.api import create_app

AREAS = "区域名称,区域类型,上级区域\n甲街道,街道,\n园林社区,社区,甲街道\n"
BAD = "区域名称,区域类型,上级区域\n甲街道,街道,\n乙社区,社取,甲街道\n"
UNITS = "组织名称,组织类别,所在区域\n圆林社区居委会,居委会,圆林社区\n"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[TestClient]:
    """A service before the first load."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with TestClient(create_app(url), follow_redirects=True) as found:
        yield found


def sent(browser: TestClient, name: str, text: str, **form: str) -> httpx.Response:
    """Send one file by the form, and the page when its load is over."""
    page = browser.post("/data/loads", files=[("files", (name, text.encode()))], data=form)
    return over(browser, page)


def over(browser: TestClient, page: httpx.Response) -> httpx.Response:
    """A load's page asked for again, as its refresh does, until it is over."""
    until = time.monotonic() + 120
    while '<noscript><meta http-equiv="refresh"' in page.text:
        assert time.monotonic() < until
        time.sleep(0.1)
        page = browser.get(page.url.path)
    assert page.status_code == 200, page.text
    return page


def press(browser: TestClient, page: httpx.Response, label: str) -> httpx.Response:
    """Press the first button of a label, with what else its form holds."""
    for form in re.findall(r"<form .*?</form>", page.text, re.DOTALL):
        for button in re.findall(r"<button.*?</button>", form, re.DOTALL):
            if label in unescape(re.sub("<.*?>", "", button)):
                values = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)"', form)
                values += re.findall(r'<button name="(.*?)" value="(.*?)"', button)
                return browser.post(unescape(re.search(r'action="(.*?)"', form)[1]),  # type: ignore[index]
                                    data={name: unescape(value) for name, value in values})
    raise AssertionError(f"no button {label}")


def test_files_are_checked_shown_and_then_activated(browser: TestClient) -> None:
    empty = browser.get("/data")
    assert empty.status_code == 200
    assert "还没有数据" in empty.text
    page = sent(browser, "区域.csv", AREAS, note="第一批")
    assert "已检查" in page.text
    assert "还没有启用" in page.text
    assert "upload/区域.csv" in page.text
    assert "区域表" in page.text or "区域" in page.text
    assert re.search(r"街道</th>\s*<td class=\"n\">1</td>", page.text)
    done = over(browser, press(browser, page, "启用"))
    assert "已导入" in done.text
    assert "第 1 版数据" in done.text
    assert "第一批" in browser.get("/data").text


@pytest.mark.slow
def test_errors_stand_by_cell_with_the_workbook_to_mend(browser: TestClient) -> None:
    page = sent(browser, "区域.csv", BAD)
    assert "社取" in page.text
    assert "区域类型" in page.text
    assert not re.search(r"<button>启用</button>", page.text)
    link = unescape(re.search(r'href="(/v1/loads/[^"]*errors\.xlsx[^"]*)"', page.text)[1])  # type: ignore[index]
    assert browser.get(link).content.startswith(b"PK")
    assert "1 处错误，不能启用" in page.text
    assert "还没有启用" not in page.text
    assert "启用后的变化" not in page.text  # nothing was compared that could be activated
    without = over(browser, press(browser, page, "略过有错的行"))
    assert "略过 1 行" in without.text
    assert re.search(r"街道</th>\s*<td class=\"n\">1</td>", without.text)
    done = over(browser, press(browser, without, "启用"))
    assert "第 1 版数据" in done.text


def test_a_generation_is_called_by_what_people_wrote_and_used_after_a_word(browser: TestClient) -> None:
    for file, note in (("一.csv", "第一批"), ("二.csv", "第二批")):
        done = over(browser, press(browser, sent(browser, file, AREAS, note=note), "启用"))
        assert "已导入" in done.text
    page = browser.get("/data").text
    listed = page[page.index('id="generations"'):]
    assert "第一批" in listed
    assert not re.search(r"l-\d{20}", listed)
    assert not re.search(r"l-\d{20}", browser.get("/home/since").text)
    asked = re.search(r"<details[^>]*><summary>启用这一版…</summary>(.*?)</details>", listed, re.DOTALL)
    assert asked is not None
    assert "都会换成第 1 版数据" in asked[1]
    assert "确认启用" in asked[1]


@pytest.mark.slow
def test_a_name_is_judged_beside_what_it_may_be_and_the_decision_taken_back(browser: TestClient) -> None:
    over(browser, press(browser, sent(browser, "区域.csv", AREAS), "启用"))
    compared = sent(browser, "组织.csv", UNITS)
    assert "/data/reviews" in compared.text
    page = browser.get("/data/reviews")
    assert "还有 1 处" in page.text
    assert re.search(r"圆林社区</p>", page.text)
    assert re.search(r"园林社区</a></p>", page.text)
    after = press(browser, page, "相同")
    assert "没有要判断的名称" in after.text
    assert browser.get("/v1/reviews/history").json()[0]["verdict"] == "same"
    back = press(browser, after, "撤销")
    assert "还有 1 处" in back.text
    press(browser, back, "相同")
    again = over(browser, press(browser, compared, "重新比较"))
    assert "启用" in again.text
    assert "已导入" in over(browser, press(browser, again, "启用")).text
    # An earlier generation is compared and used again.
    assert "居委会" in browser.get("/data/generations/1/diff/2").text
    page = press(browser, browser.get("/data"), "启用这一版")
    assert "现在用第 1 版" in page.text
    assert browser.get("/readyz").json()["generation"] == 1


@pytest.mark.parametrize("path", ["/data", "/data/reviews"])
def test_pages_are_whole_in_both_languages(browser: TestClient, path: str) -> None:
    for lang in ("zh", "en"):
        page = browser.get(path, params={"lang": lang})
        assert page.status_code == 200
        assert "style=" not in page.text
        assert "<script>" not in page.text


def test_what_is_no_data_is_refused_with_a_page_that_says_so(browser: TestClient) -> None:
    page = browser.post("/data/loads", files=[("files", ("a.exe", b"x"))])
    assert page.status_code == 415
    assert "不收这种文件" in page.text
    nothing = browser.post("/data/reviews", data={"verdict": "same"})
    assert nothing.status_code == 400
    assert browser.get("/data/loads/l-20260630093000123456-3f2a9c").status_code == 404
