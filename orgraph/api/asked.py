"""What a read may be asked with: one model an endpoint, so that a misspelt parameter is an error and never ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from orgraph.queries.bridging.failing.failure_points import Of
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.projection import Collapse
from orgraph.queries.bridging.proposals.objectives import Name as ObjectiveName
from orgraph.queries.eligibility import BUSY

LONG = 2000  # characters of a text that are read
MOST_SAMPLES = 1000  # random networks that one request may ask for
MOST = 100_000  # findings that may be asked for at once
MOST_LISTED = 1000  # entries of a page of a list


def _blank(value: Any) -> Any:
    """A form sends an empty field as an empty text: nothing was asked."""
    return None if value == "" else value


def _split(value: Any) -> Any:
    """Repeated parameters, each perhaps a list with commas, as one list."""
    parts = value if isinstance(value, list) else [value]
    return [item.strip() for part in parts for item in str(part).replace("，", ",").split(",") if item.strip()]


# The bounds are of the value within: pydantic would hold None against those of the whole.
Text = Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(_blank)]
Day = Annotated[str | None, BeforeValidator(_blank), Field(json_schema_extra={"format": "date"})]
Count = Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_blank)]
Names = Annotated[list[str], BeforeValidator(_split)]
Places = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class Asked(BaseModel):
    """Parameters of every read."""

    model_config = ConfigDict(extra="forbid")
    as_of: Day = Field(None, description="The day asked about, ISO; default today in Asia/Shanghai.")
    generation: Count = Field(None, description="Number of the generation; default the active one.")
    area: Text = Field(None, description="Id, code, name or path of an area; default everywhere.")


class CoverageAsked(Asked):
    """Parameters of /coverage."""

    rule: Names = Field([], description="Ids of rules, repeated or with commas; default all.")
    by: Text = Field(None, description="Kind of area or organisation to roll up by, or `kind`; default the areas right "
                                       "below `area`.")
    since: Day = Field(None, description="An earlier day to compare with.")
    since_generation: Count = Field(None, description="A generation to compare with.")
    gaps: int | None = Field(None, ge=0, le=MOST, description="Gaps of each rule to describe; 0 for the counts alone.")


class GapsAsked(Asked):
    """Parameters of /coverage/{rule}/gaps."""

    since: Day = Field(None, description="An earlier day to compare with.")
    since_generation: Count = Field(None, description="A generation to compare with.")
    gaps: int = Field(1000, ge=0, le=MOST, description="Gaps to describe.")


class InPages(Asked):
    """What is asked of a list that comes whole unless a page of it is asked for."""

    limit: Annotated[Annotated[int, Field(ge=1, le=MOST_LISTED)] | None, BeforeValidator(_blank)] = Field(
        None, description="Entries of a page; without `limit` and `page` the list comes whole.")
    page: Count = Field(None, description="Which page, from 1; the Link header leads to the others.")


class GapsPage(GapsAsked, InPages):
    """Parameters of /coverage/{rule}/gaps, where `gaps` counts for the whole list, and pages go to its end."""


class TrendAsked(Asked):
    """Parameters of /coverage/{rule}/trend."""

    months: int = Field(24, ge=1, le=1200, description="Month ends, the last of them the day asked about.")


class NetworkAsked(Asked):
    """What every question about bridging may say of its network."""

    layers: Names = Field([], description="Ids of layers, repeated or with commas; default those of the mode.")
    mode: Annotated[Mode | None, BeforeValidator(_blank)] = Field(None, description="org, person or two.")

    @property
    def options(self) -> dict[str, Any]:
        """What is asked of the analysis besides its network."""
        return self.model_dump(exclude={*NetworkAsked.model_fields})


class IslandsAsked(NetworkAsked):
    """Parameters of /bridging/islands."""

    page: int = Field(1, ge=1, description="Page of the islands, the largest first.")


class BridgingAsked(NetworkAsked):
    """Parameters of what ranks."""

    top: int = Field(20, ge=1, le=MOST, description="Results to give.")


class MeasuresAsked(BridgingAsked):
    """Parameters of /bridging/{measure}."""

    directed: bool = Field(False, description="Keep the direction of ties.")
    collapse: Collapse = Field("count", description="What parallel ties weigh together: count, sum, max or one.")
    boundary: bool = Field(False, description="Also the ties that lead out of the area, and their ends.")
    samples: int = Field(0, ge=0, le=MOST_SAMPLES, description="Random networks with the same numbers of ties that "
                                                               "values are held against; 0 for none.")
    seed: int = Field(7, ge=0, description="Of the random networks.")


class FailurePointsAsked(BridgingAsked):
    """Parameters of /bridging/failure-points."""

    of: Annotated[Of | None, BeforeValidator(_blank)] = Field(None, description="Whose loss; default by the mode.")


class OverTimeAsked(BridgingAsked):
    """Parameters of /bridging/{measure}/trend."""

    months: int = Field(12, ge=1, le=1200, description="Month ends, the last of them the day asked about.")
    since: Day = Field(None, description="The day to compare with; default the first of the month ends.")


class ProposalsAsked(BridgingAsked):
    """Parameters of /bridging/proposals."""

    top: int = Field(10, ge=1, le=MOST, description="Links to give.")
    objective: ObjectiveName = Field("islands", description="What is gained: islands, failure-points, distance, gaps.")
    max_posts: int = Field(BUSY, ge=1, description="Posts that one person may come to, those proposed counted.")


class BrokerageAsked(BridgingAsked):
    """Parameters of /bridging/brokerage."""

    by: Literal["kind", "area"] = Field("kind", description="What divides the nodes into groups.")
    null: Literal["ties", "groups"] = Field("ties", description="What chance is taken to be: ties fall anywhere, or "
                                                                "stay while groups are dealt out anew.")
    directed: bool = Field(False, description="Keep the direction of ties.")


class KeyPlayersAsked(NetworkAsked):
    """Parameters of /bridging/key-players."""

    measure: Names = Field([], description="fragmentation, distance_fragmentation, reach, distance_reach, repeated or "
                                           "with commas; default the first and third.")
    size: int = Field(3, ge=1, le=1000, description="Key players in a set.")


class CallAsked(Asked):
    """Parameters of /who-to-call, in the query or as a JSON body."""

    text: str = Field(min_length=1, max_length=LONG, description="The matter, in one's own words.")
    at: Places = Field([], description="The place: id, code, name or path; repeated where there are several.")
    near: Text = Field(None, description="The caller's own area: of places of one name the one there is meant.")
    asked_at: Text = Field(None, description="When the matter came up, ISO (Chinese time if it has no zone): time "
                                             "limits run from then; default when offices open on the day asked about.",
                           json_schema_extra={"format": "date-time"})
    top: int = Field(5, ge=1, le=100, description="Candidates to give.")

    @property
    def places(self) -> list[str]:
        """Where the matter is: `at`, else `area`."""
        return [place for place in self.at if place] or ([self.area] if self.area else [])


class SearchAsked(Asked):
    """Parameters of /search."""

    name: str = Field("", max_length=200, description="Name, alias, code, number or path; without it all of the kind.")
    kind: Text = Field(None, description="Kind, by its name or a label.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.name or self.kind):
            raise ValueError("name or kind is needed")
        return self


class SearchPage(SearchAsked, InPages):
    """Parameters of /search by REST."""
