"""The three questions."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from orgraph.api.asked import CallAsked
from orgraph.api.dependencies import (
    BridgingDep,
    BrokerageDep,
    CallDep,
    CoverageDep,
    GapsDep,
    KeyPlayersDep,
    NetworkDep,
    TrendDep,
)
from orgraph.api.reply import reply
from orgraph.queries.bridging.results import FailurePointsResult, IslandsResult, MeasureResult, ProposalsResult
from orgraph.queries.bridging.roles_results import BrokerageResult, KeyPlayersResult
from orgraph.queries.coverage.results import CoverageResult, TrendResult
from orgraph.queries.who_to_call.results import CallResult

router = APIRouter(prefix="/v1", tags=["answers"])


@router.get("/coverage", response_model=CoverageResult)
def coverage(request: Request, asked: CoverageDep) -> Response:
    """Which things lack what the rules ask for."""
    return reply(request, asked, lambda now: now.coverage(*asked.rule, area=asked.area, by=asked.by, gaps=asked.gaps,
                                                          since=asked.since,
                                                          since_generation=asked.since_generation))


@router.get("/coverage/{rule}/gaps", response_model=CoverageResult)
def gaps(request: Request, rule: str, asked: GapsDep) -> Response:
    """The gaps of one rule: what, where, since when, who owns it, who may close it."""
    return reply(request, asked, lambda now: now.coverage(rule, area=asked.area, gaps=asked.gaps, since=asked.since,
                                                          since_generation=asked.since_generation))


@router.get("/coverage/{rule}/trend", response_model=TrendResult)
def trend(request: Request, rule: str, asked: TrendDep) -> Response:
    """The counts of one rule at the end of each month."""
    return reply(request, asked, lambda now: now.coverage_trend(rule, area=asked.area, months=asked.months))


@router.get("/bridging/islands", response_model=IslandsResult)
def islands(request: Request, asked: NetworkDep) -> Response:
    """Groups without a tie to one another, and the best permitted link for each."""
    return reply(request, asked, lambda now: now.bridging("islands", area=asked.area, layers=asked.layers,
                                                          mode=asked.mode))


@router.get("/bridging/failure-points", response_model=FailurePointsResult)
def failure_points(request: Request, asked: BridgingDep) -> Response:
    """Who, if gone, cuts others off, and who would succeed."""
    return reply(request, asked, lambda now: now.bridging("failure-points", area=asked.area, layers=asked.layers,
                                                          mode=asked.mode, top=asked.top))


@router.get("/bridging/proposals", response_model=ProposalsResult)
def proposals(request: Request, asked: BridgingDep) -> Response:
    """The permitted links that join most."""
    return reply(request, asked, lambda now: now.bridging("proposals", area=asked.area, layers=asked.layers,
                                                          mode=asked.mode, top=asked.top))


@router.get("/bridging/brokerage", response_model=BrokerageResult)
def brokerage(request: Request, asked: BrokerageDep) -> Response:
    """Who joins others that have no tie of their own, in which of five roles."""
    return reply(request, asked, lambda now: now.bridging_brokerage(
        area=asked.area, layers=asked.layers, mode=asked.mode, by=asked.by, null=asked.null, directed=asked.directed,
        top=asked.top))


@router.get("/bridging/key-players", response_model=KeyPlayersResult)
def key_players(request: Request, asked: KeyPlayersDep) -> Response:
    """The few whose loss would break the network up, or from whom it is reached best."""
    return reply(request, asked, lambda now: now.bridging_key_players(
        area=asked.area, layers=asked.layers, mode=asked.mode, measure=asked.measure, size=asked.size))


@router.get("/bridging/{measure}", response_model=MeasureResult)
def bridging(request: Request, measure: str, asked: BridgingDep) -> Response:
    """One measure, or several with commas between them: the nodes that bridge most."""
    return reply(request, asked, lambda now: now.bridging(area=asked.area, layers=asked.layers, mode=asked.mode,
                                                          measure=measure.split(","), top=asked.top))


@router.get("/who-to-call", response_model=CallResult)
def who_to_call(request: Request, asked: CallDep) -> Response:
    """Whom to call for a text at a place."""
    return _call(request, asked)


@router.post("/who-to-call", response_model=CallResult)
def who_to_call_by_post(request: Request, asked: CallAsked) -> Response:
    """The same with a JSON body, for texts that must not stand in an address."""
    return _call(request, asked)


def _call(request: Request, asked: CallAsked) -> Response:
    return reply(request, asked, lambda now: now.who_to_call(asked.text, at=asked.places, near=asked.near,
                                                             asked_at=asked.asked_at, top=asked.top))
