"""What every page has: language, links that keep the state, words, and the error page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, quote, urlencode

from fastapi import Depends, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ConfigDict
from starlette.responses import HTMLResponse

import orgraph
from orgraph.api import assets
from orgraph.api.access.crossing import csrf_of
from orgraph.api.access.noted import noted
from orgraph.api.asked import Asked
from orgraph.api.caller import caller_of
from orgraph.api.pages import labels
from orgraph.dates import SHANGHAI
from orgraph.errors import OrgraphError
from orgraph.moment import Moment
from orgraph.queries.contacts import STALE_DAYS
from orgraph.queries.scope import may_ask, plain
from orgraph.stores.base import View

SWITCHES = ("lang", "big")  # how a page is shown, whatever it is about
KEPT = ("as_of", "generation", *SWITCHES)  # state that a link to another page keeps
ENGINE = Environment(loader=FileSystemLoader(Path(__file__).parents[1] / "templates"), autoescape=True,
                     undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
ENGINE.filters.update(number=labels.number, percent=labels.percent, share=labels.share, moment=labels.moment,
                      for_pages=labels.for_pages)
ENGINE.globals["stale"] = STALE_DAYS


class PageAsked(Asked):
    """Parameters of every page. What a page does not know is left alone: addresses travel through other programs."""

    model_config = ConfigDict(extra="ignore")


PAGES = (
    (("/", "page.home", ("read",)),),
    (("/call", "page.call", ("read",)),),
    (("/coverage", "page.coverage", ("read",)),),
    (("/bridging", "page.bridging", ("read",)),),
    (("/data", "page.data", ("load",)), ("/data/reviews", "data.review", ("review",))),
    (("/admin", "admin.title", ("health", "audit")),))
"""Where the navigation leads, what it is called, and the rights of which one is needed; the first that fits."""
BELOW = {"/network": "/bridging"}
"""Pages that belong to another, which their address does not say."""


class Chrome:
    """Words and links of the page that is being asked for."""

    version = orgraph.__version__

    def __init__(self, request: Request) -> None:
        self.path = request.url.path
        self.caller = caller_of(request)
        self.csrf = csrf_of(request)
        self.notes = noted(request)
        self.view: View | None = None  # what the page is about, once that is known
        self.params: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            if value:
                self.params.setdefault(name, []).append(value)
        self.lang: labels.Language = "en" if self.params.get("lang") == ["en"] else "zh"
        self.big = "big" in self.params
        self.lost = False  # on the page of an error the box for names stands in the text

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The pages that the caller may open, with their labels."""
        fitting = ([(path, key) for path, key, actions in group if any(map(self.caller.may, actions))]
                   for group in PAGES)
        return [found[0] for found in fitting if found]

    @property
    def home(self) -> str:
        """The first page that the caller may open."""
        return self.pages[0][0] if self.pages else "/"

    def at(self, path: str) -> bool:
        """Whether the page asked for is this one, or one below it."""
        asked = BELOW.get(self.path, self.path)
        return asked == path or (path != "/" and asked.startswith(f"{path}/"))

    @property
    def today(self) -> str:
        """The day and hour, for what is printed."""
        return dt.datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def t(self, key: str, **values: object) -> str:
        """A label in the language of the page."""
        return labels.label(key, self.lang, **values)

    def either(self, chinese: str, english: str) -> str:
        """That of two texts which is in the language of the page."""
        return english if self.lang == "en" and english else chinese

    def said(self, text: str) -> str:
        """That half of a sentence in both languages which is in the language of the page."""
        return labels.one_side(text, self.lang)

    def known(self, keys: str, text: str) -> str:
        """A text of an answer in the language of the page, where a label whose key begins so says it; else as it is."""
        return labels.translated(keys, text, self.lang)

    def kind(self, name: str) -> str:
        """The label of a kind."""
        return labels.kind_label(name, self.lang)

    def relation(self, name: str) -> str:
        """The label of a relation type."""
        return labels.relation_label(name, self.lang)

    def since(self, start: str | None, now: Moment) -> str:
        """How long ago a day was, seen from the day asked about."""
        return labels.since(start, now.day, self.lang)

    def here(self, **changes: Any) -> str:
        """This page with some of its state changed; None takes a parameter away."""
        return self._address(self.path, {**self.params, **changes})

    def go(self, path: str, **params: Any) -> str:
        """Another page on the same day, in the same language."""
        return self._address(path, {**self.kept, **params})

    def switched(self, address: str) -> str:
        """An address of ours, in the language and size of this page."""
        path, _, query = address.partition("?")
        return self._address(path, {**parse_qs(query), **{name: self.params.get(name) for name in SWITCHES}})

    def static(self, name: str) -> str:
        """The address of a static file, e.g. "style.css"."""
        return assets.address(name)

    def entity(self, name: str) -> str:
        """The page of an entity."""
        return self.go(f"/entity/{quote(name, safe='')}")

    def leads(self, name: str) -> bool:
        """Whether that page is one that the caller may open: superiors and neighbours are named, and no more."""
        return bool(name) and (self.view is None or may_ask(self.view, self.view.position(name)))

    @property
    def kept(self) -> dict[str, list[str]]:
        """The state that goes along to other pages."""
        return {name: self.params[name] for name in KEPT if name in self.params}

    @staticmethod
    def _address(path: str, params: dict[str, Any]) -> str:
        given = {name: value for name, value in params.items() if value not in (None, "", [])}
        return path + ("?" + urlencode(given, doseq=True) if given else "")


ChromeDep = Annotated[Chrome, Depends(Chrome)]


def render(template: str, chrome: Chrome, now: Moment | None, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page as HTML. `now` is None where no moment could be had (an error), or none matters."""
    if now:
        chrome.notes.generation, chrome.view = now.view.generation, now.view
    return HTMLResponse(plain(ENGINE.get_template(template).render(c=chrome, now=now, **values)), status)


def problem_page(request: Request, error: OrgraphError) -> Response:
    """An error as a page: what is wrong, what to do next, what may have been meant."""
    chrome = Chrome(request)
    chrome.lost = True
    choices = [{**choice, "href": _chosen(chrome, error, str(choice.get("id", "")))}
               for choice in error.to_dict().get("choices", [])]
    return render("problem.html", chrome, None, status=error.status, error=error, choices=choices)


def _chosen(chrome: Chrome, error: OrgraphError, id_: str) -> str:
    """The page as it was asked for, but with an id where the name was that is ambiguous or unknown."""
    wrong = next((name for name, values in chrome.params.items()
                  if name not in KEPT and any(value in error.detail for value in values)), "")
    return chrome.here(**{wrong: id_}) if wrong and not chrome.at("/entity") else chrome.entity(id_)
