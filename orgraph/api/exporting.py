"""/v1/export, /v1/reports, /v1/coverage.xlsx, /v1/templates: answers as files, contacts masked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import FileResponse

from orgraph.api import questions
from orgraph.api.access.needs import Needs
from orgraph.api.asked import MOST, Asked, CoverageAsked, Names, NetworkAsked, Text
from orgraph.api.dependencies import GraphDep
from orgraph.api.made import answers, sent
from orgraph.api.moments import moment_of
from orgraph.dates import as_day
from orgraph.errors import UsageError
from orgraph.exports import (
    EXCHANGE,
    GRAPHS,
    area_network,
    bridging_network,
    coverage_document,
    coverage_workbook,
    write_exchange,
    write_graph,
    write_statements,
    write_templates,
)
from orgraph.exports.reports import layouts, write_report
from orgraph.loaders.exchange.formats import formats

router = APIRouter(prefix="/v1", tags=["files"])
Format = Literal["xlsx", "csv", "json", "graphml", "gexf", "popolo", "ftm", "org", "hsds"]
Paper = Literal["xlsx", "docx", "csv"]
_PICTURES = ("graphml", "gexf")
_ENDINGS = {name: formats()[name].suffix if name in EXCHANGE else f".{name}" for name in get_args(Format)}


class ExportAsked(NetworkAsked):
    """Parameters of /export."""

    format: Format = Field(description="xlsx, csv and json hold statements and load again unchanged; graphml and gexf "
                                       "(and json, with layers or a mode) are networks for other programs; popolo, "
                                       "ftm, org (JSON-LD) and hsds are the formats of others, see docs/exchange.md.")
    directed: bool = Field(False, description="Keep the direction of a network's ties.")


class ReportAsked(Asked):
    """Parameters of /reports/{name}."""

    format: Paper = Field("xlsx", description="Workbook, Word document or text.")
    by: Text = Field(None, description="What a table of counts is rolled up by.")
    rules: Names = Field([], description="Rules in place of those of the report.")
    unit: Text = Field(None, description="Who hands it up; default the area.")


class SheetAsked(CoverageAsked):
    """Parameters of /coverage.xlsx."""

    gaps: int | None = Field(MOST, ge=0, le=MOST, description="Gaps of each rule to describe.")
    format: Literal["xlsx", "docx"] = Field("xlsx", description="Workbook or Word document.")


class ReportInfo(BaseModel):
    """A report that can be made."""

    id: str
    title: str
    title_en: str
    content: str
    rules: tuple[str, ...]


@router.get("/export", response_class=FileResponse, dependencies=[Needs("export")],
            responses=answers(*_ENDINGS.values(), ".zip"))
def export(request: Request, graph: GraphDep, asked: Annotated[ExportAsked, Query()]) -> FileResponse:
    """The graph of an area for other programs. Without `as_of` statements are those of all time."""
    name = f"orgraph{_ENDINGS[asked.format]}"
    network = bool(asked.layers or asked.mode or asked.directed)
    if network and f".{asked.format}" not in GRAPHS:
        raise UsageError(f"{asked.format} 写不了联系的网络 (no format for a network)", hint="、".join(GRAPHS))
    now = moment_of(request, asked)

    def make(folder: Path) -> list[Path]:
        path = folder / name
        if network:
            write_graph(bridging_network(now, asked.area, layers=asked.layers, mode=asked.mode,
                                         directed=asked.directed), path)
        elif asked.format in EXCHANGE:
            return write_exchange(graph.store, path, graph.view(asked.generation), asked.format, area=asked.area,
                                  day=as_day(asked.as_of) if asked.as_of else None).files
        elif asked.format in _PICTURES:
            write_graph(area_network(now, asked.area), path)
        else:
            return write_statements(graph.store, path, graph.view(asked.generation), area=asked.area,
                                    day=as_day(asked.as_of) if asked.as_of else None).files
        return [path]

    return sent(f"orgraph-{now.view.generation}-{now.day}", make)


@router.get("/coverage.xlsx", response_class=FileResponse, dependencies=[Needs("export")],
            responses=answers(".xlsx", ".docx"))
def coverage(request: Request, asked: Annotated[SheetAsked, Query()]) -> FileResponse:
    """Coverage as a workbook: rules, counts by area, gaps."""
    now = moment_of(request, asked)
    result = questions.coverage(now, asked)

    def make(folder: Path) -> list[Path]:
        path = folder / f"coverage.{asked.format}"
        (coverage_workbook if asked.format == "xlsx" else coverage_document)(result, path)
        return [path]

    return sent(f"coverage-{now.day}", make)


@router.get("/reports", dependencies=[Needs("read")])
def reports() -> list[ReportInfo]:
    """The reports that there are."""
    return [ReportInfo(id=one.id, title=one.title.zh, title_en=one.title.en, content=one.content, rules=one.rules)
            for one in layouts().values()]


@router.get("/reports/{name}", response_class=FileResponse, dependencies=[Needs("export")],
            responses=answers(".xlsx", ".docx", ".csv", ".zip"))
def report(request: Request, name: str, asked: Annotated[ReportAsked, Query()]) -> FileResponse:
    """A report to hand up, ready to print on A4."""
    now = moment_of(request, asked)
    return sent(f"{name}-{now.day}", lambda folder: write_report(
        now, name, folder / f"report.{asked.format}", area=asked.area, by=asked.by, rules=asked.rules,
        unit=asked.unit))


@router.get("/templates", response_class=FileResponse, dependencies=[Needs("read")], responses=answers(".zip"))
def templates() -> FileResponse:
    """Empty workbooks to fill in, one a kind of sheet."""
    return sent("templates", write_templates)
