"""The three questions."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from orgraph.api import questions
from orgraph.api.asked import MOST, CallAsked, NetworkAsked
from orgraph.api.dependencies import (
    BrokerageDep,
    CallDep,
    CoverageDep,
    FailurePointsDep,
    GapsDep,
    IslandsDep,
    KeyPlayersDep,
    MeasuresDep,
    NetworkDep,
    OverTimeDep,
    ProposalsDep,
    TrendDep,
)
from orgraph.api.paging import page_of, turn
from orgraph.api.reply import reply
from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult
from orgraph.queries.bridging.results import (
    FailurePointsResult,
    IslandsResult,
    MeasureResult,
    ProposalsResult,
    WhatIfResult,
)
from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayersResult
from orgraph.queries.coverage.results import CoverageResult, TrendResult
from orgraph.queries.who_to_call.results import CallResult

router = APIRouter(prefix="/v1", tags=["answers"])


# Routes are looked through in their order: the one that is asked most often stands first.
@router.get("/who-to-call", response_model=CallResult)
def who_to_call(request: Request, asked: CallDep) -> Response:
    """Whom to call for a text at a place."""
    return _call(request, asked)


@router.post("/who-to-call", response_model=CallResult)
def who_to_call_by_post(request: Request, asked: CallAsked) -> Response:
    """The same with a JSON body, for texts that must not stand in an address."""
    return _call(request, asked)


def _call(request: Request, asked: CallAsked) -> Response:
    return reply(request, asked, lambda now: questions.who_to_call(now, asked))


@router.get("/coverage", response_model=CoverageResult)
def coverage(request: Request, asked: CoverageDep) -> Response:
    """Which things lack what the rules ask for."""
    return reply(request, asked, lambda now: questions.coverage(now, asked))


@router.get("/coverage/{rule}/gaps", response_model=CoverageResult)
def gaps(request: Request, rule: str, asked: GapsDep) -> Response:
    """The gaps of one rule: what, where, since when, who owns it, who may close it."""
    page = page_of(asked)
    if page is None:
        return reply(request, asked, lambda now: questions.gaps(now, asked, rule))
    most = asked.gaps if "gaps" in asked.model_fields_set else MOST
    described = asked.model_copy(update={"gaps": min(page.page * page.limit, most)})
    return reply(request, asked, lambda now: questions.gaps(now, described, rule), lambda result: turn(
        request, result.rules[0], "gaps", page, min(result.rules[0].missing, most)))


@router.get("/coverage/{rule}/trend", response_model=TrendResult)
def trend(request: Request, rule: str, asked: TrendDep) -> Response:
    """The counts of one rule at the end of each month."""
    return reply(request, asked, lambda now: questions.trend(now, asked, rule))


@router.get("/bridging/islands", response_model=IslandsResult)
def islands(request: Request, asked: IslandsDep) -> Response:
    """Groups without a tie to one another, and what would join each to another."""
    return _bridging(request, "islands", asked)


@router.get("/bridging/failure-points", response_model=FailurePointsResult)
def failure_points(request: Request, asked: FailurePointsDep) -> Response:
    """Who, if gone, cuts others off, which rules break, and who would succeed."""
    return _bridging(request, "failure-points", asked)


@router.get("/bridging/failure-points/{node}", response_model=WhatIfResult)
def what_if(request: Request, node: str, asked: NetworkDep) -> Response:
    """The loss of one person, post or organisation, whether or not it cuts anybody off: before and after."""
    return reply(request, asked, lambda now: questions.what_if(now, asked, node))


@router.get("/bridging/proposals", response_model=ProposalsResult)
def proposals(request: Request, asked: ProposalsDep) -> Response:
    """The permitted links that gain most by an objective."""
    return _bridging(request, "proposals", asked)


@router.get("/bridging/brokerage", response_model=BrokerageResult)
def brokerage(request: Request, asked: BrokerageDep) -> Response:
    """Who joins others that have no tie of their own, in which of five roles."""
    return _bridging(request, "brokerage", asked)


@router.get("/bridging/key-players", response_model=KeyPlayersResult)
def key_players(request: Request, asked: KeyPlayersDep) -> Response:
    """The few whose loss would break the network up, or from whom it is reached best."""
    return _bridging(request, "key-players", asked)


@router.get("/bridging/{measure}", response_model=MeasureResult)
def bridging(request: Request, measure: str, asked: MeasuresDep) -> Response:
    """One measure, or several with commas between them: the nodes that bridge most."""
    return _bridging(request, "measures", asked, measure=measure.split(","))


@router.get("/bridging/{measure}/trend", response_model=OverTimeResult)
def bridging_trend(request: Request, measure: str, asked: OverTimeDep) -> Response:
    """A measure at the end of each month, and who became or ceased to be a bridge, with the facts behind."""
    return reply(request, asked, lambda now: questions.bridging_trend(now, asked, measure=measure))


def _bridging(request: Request, what: str, asked: NetworkAsked, **more: Any) -> Response:
    return reply(request, asked, lambda now: questions.bridging(now, asked, what, **more))
