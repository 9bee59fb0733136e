"""The call page says all that the answer says: its card, who stands in, what is missing, in the page's language."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
import systems
from typer.testing import CliRunner

from orgraph.api import create_app
from orgraph.cli.app import app
from orgraph.moment import Moment
from orgraph.queries.who_to_call.results import CallResult

with warnings.catch_warnings():  # starlette would rather have another client than httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

DAY = "2022-10-15"
NOISE = ("商场夜里撤柜装修,噪声太大", "南街街道")
GAS = ("家里闻到煤气味,头晕", "傲梅苑小区")
LAMP = ("路灯不亮", "傲梅苑小区")
HELLO = ("你好", "傲梅苑小区")


def page_of(client: httpx.Client, asked: tuple[str, str], **more: str) -> str:
    found = client.get("/call", params={"text": asked[0], "at": asked[1], "as_of": DAY} | more)
    assert found.status_code == 200
    return unescape(found.text)


def card_of(page: str) -> str:
    found = re.search(r'<pre id="card"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found
    return found[1]


def answer(now: Moment, asked: tuple[str, str]) -> CallResult:
    return now.who_to_call(asked[0], at=asked[1])


@pytest.mark.parametrize("asked", [NOISE, GAS, LAMP, HELLO], ids=lambda asked: asked[0])
def test_the_card_is_the_answers_own(client: httpx.Client, now: Moment, asked: tuple[str, str]) -> None:
    wanted = answer(now, asked).card()
    assert card_of(page_of(client, asked)) == wanted
    english = card_of(page_of(client, asked, lang="en")).splitlines()
    assert "【" not in "".join(english)
    assert [line.split("】", 1)[1] for line in wanted.splitlines()] == [
        re.sub(r"^\[[A-Z][a-z ]+\] ", "", line) for line in english]


def test_the_card_of_an_emergency_begins_with_the_number(client: httpx.Client) -> None:
    assert card_of(page_of(client, GAS)).startswith("【紧急】先拨119")
    assert card_of(page_of(client, GAS, lang="en")).startswith("[Emergency] 先拨119")


# ---- a town in which one unit's head stands in, and another has nobody ----
TOWN = {
    "区域.csv": "区域名称,区域类型,上级区域\n示例市,市,\n示例区,区,示例市\n示例街道,街道,示例区\n",
    "组织.csv": """组织名称,组织类别,所在区域,职能,联系电话,电话确认日期
示例街道办事处,街道办事处,示例街道,,000-0000-0001,2026-09-01
示例区城市管理局,部门,示例区,城市管理,,
示例区委,区委,示例区,,000-0000-0009,2026-09-01
""",
    "任职.csv": """姓名,任职组织,职务,任职日期,离任日期
示例甲,示例街道办事处,主任,2021-07-01,2026-09-01
示例丁,示例街道办事处,副主任,2021-07-01,
""",
    "代理表.csv": """代理方式,代理人,被代理组织,代理职务,起始日期,截止日期,依据
主持工作,示例丙,示例街道办事处,主任,2026-09-01,2026-12-31,示例文号
""",
    "职责.csv": "责任单位,事项,主办协办\n示例区城市管理局,占道经营,主办\n",
}
ASKED = {"text": "小贩占道经营", "at": "示例街道", "as_of": "2026-09-30"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    return systems.town(tmp_path_factory.mktemp("town"), TOWN)


@pytest.fixture(scope="module")
def visitor(town: str) -> Iterator[TestClient]:
    with TestClient(create_app(town)) as found:
        yield found


def text_of(page: str) -> str:
    """What a page says, without its tags and blanks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", unescape(page)))


def parts(page: str, tag: str, class_: str) -> list[str]:
    """What each element of the class says, by where the next begins."""
    return [text_of(part) for part in re.split(rf'<{tag} class="{class_}"', page)[1:]]


def test_who_else_there_is_stands_under_the_person(client: httpx.Client) -> None:
    """fuzhou/任职.csv: besides its secretary the branch has three members, of whom two are named."""
    page = page_of(client, GAS)
    first = parts(page, "article", "candidate")[0]
    assert first.index("于美玲") < first.index("不通再找") < first.index("为什么")
    for place in (first, parts(page, "span", "rung")[0]):
        said = place[place.index("不通再找"):]
        assert "委员示例人员350113" in said
        assert "委员示例人员350114" in said


def test_what_breaks_the_chain_is_said_where_it_breaks(visitor: httpx.Client) -> None:
    page = page_of(visitor, (ASKED["text"], ASKED["at"]), as_of=ASKED["as_of"])
    bureau = parts(page, "article", "candidate")[0]
    assert bureau[bureau.index("这里没有登记人和电话"):].startswith("这里没有登记人和电话，改找示例街道办事处")
    assert "示例区城市管理局没有登记在任的人" in bureau
    office = parts(page, "span", "rung")[0]
    assert "代理主任示例丙2026-09-01起代理" in office
    assert "不通再找副主任示例丁" in office
    assert "示例街道办事处的主任自2026-09-01起空缺，由示例丙代理" in office
    english = text_of(page_of(visitor, (ASKED["text"], ASKED["at"]), as_of=ASKED["as_of"], lang="en"))
    assert "示例丙actingsince2026-09-01" in english
    assert "Noanswer:then副主任示例丁" in english


def test_the_command_says_the_same(town: str) -> None:
    done = CliRunner().invoke(
        app, ["call", ASKED["text"], "--at", ASKED["at"], "--as-of", ASKED["as_of"], "--db", town])
    assert done.exit_code == 0, done.output
    said = re.sub(r"\s+", "", done.stdout)
    for wanted in ("改找turnto：示例街道办事处示例丙代理主任（2026-09-01起代理acting）",
                   "示例区城市管理局没有登记在任的人", "再找then：示例丁副主任",
                   "示例街道办事处的主任自2026-09-01起空缺"):
        assert wanted in said, wanted


HAN = re.compile(r"[一-鿿]")
NAMES = ("place", "candidates", "convene", "escalation")  # what of an answer is data, and stays as it is recorded


def names_of(result: CallResult) -> set[str]:
    """All that the answer names: data has one language."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                if key in ("name", "post", "path") and isinstance(one, str):
                    found.add(one)
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    shown = result.to_dict()
    walk([shown[key] for key in NAMES])
    return found | set(result.place.path if result.place else ())


@pytest.mark.parametrize("asked", [NOISE, GAS, LAMP], ids=lambda asked: asked[0])
def test_the_reasons_are_in_the_language_of_the_page(client: httpx.Client, now: Moment, asked: tuple[str, str]) -> None:
    result = answer(now, asked)
    english, chinese = (page.split('<pre id="card"')[0] for page in (  # the card is the same in all languages
        page_of(client, asked, lang="en"), page_of(client, asked)))
    for candidate in result.candidates:
        assert candidate.why_en in english
        assert candidate.why not in english
        assert candidate.why in chinese
        left = candidate.why_en
        for name in sorted(names_of(result), key=len, reverse=True):
            left = left.replace(name, "")
        assert not HAN.search(left), left
    if result.convene:
        assert result.convene.why_en in english
        assert result.convene.why not in english
    assert result.matter_class is not None
    head = english[english.index('class="understood"'):english.index('class="answer"')]
    assert result.matter_class not in head
    assert result.matter_reason not in english
    assert not result.emergency or result.emergency_reason not in english


def test_a_warning_is_said_in_one_language(client: httpx.Client, visitor: httpx.Client) -> None:
    for at, said in (("同名小区", "请选择："), ("傲霉苑小区", "请确认")):
        notes = re.findall(r'<ul class="notes">(.*?)</ul>', page_of(client, ("路灯不亮", at)), re.DOTALL)
        assert said in notes[0]
        assert " (" not in notes[0]
    page = page_of(visitor, (ASKED["text"], ASKED["at"]), as_of=ASKED["as_of"], lang="en")
    assert "nobody to reach at 示例区城市管理局: turn to 示例街道办事处" in page
    assert "请找示例街道办事处" not in page


@pytest.mark.parametrize("asked", [NOISE, GAS], ids=lambda asked: asked[0])
def test_a_place_that_is_named_whole_is_not_asked_about(client: httpx.Client, asked: tuple[str, str]) -> None:
    """南街街道 and 傲梅苑小区 are each the only place of the name: how sure that is stands beside it alone."""
    page = page_of(client, asked)
    assert "请确认" not in page
    assert "把握 88 %" in page


def test_the_path_hangs_the_person_on_the_unit(client: httpx.Client, database: str) -> None:
    """fuzhou/组织机构.csv row 27: the branch serves the compound; 任职.csv row 16: 于美玲 is its secretary. No gas firm
    is recorded there."""
    first = parts(page_of(client, GAS), "article", "candidate")[0]
    assert "路径诉求发生在傲梅苑小区服务傲梅苑小区党支部任职于美玲诉求归口燃气企业" in first
    done = CliRunner().invoke(app, ["call", GAS[0], "--at", GAS[1], "--as-of", DAY, "--explain", "--top", "1", "--db",
                                    database])
    assert [line.split("　")[0].strip() for line in done.stdout.splitlines() if "→ " in line] == [
        "诉求 matter —在→ 傲梅苑小区", "傲梅苑小区 —服务→ 傲梅苑小区党支部", "傲梅苑小区党支部 —任职→ 于美玲",
        "诉求 matter —关于→ 燃气企业"]
