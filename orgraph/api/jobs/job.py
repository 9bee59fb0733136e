"""A load that somebody asked for: what was asked, how far it is, what came of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["queued", "running", "compared", "loaded", "rejected", "cancelled", "interrupted", "failed"]
ALIVE: frozenset[State] = frozenset(("queued", "running"))
HOLDING: frozenset[State] = ALIVE | {"compared", "interrupted"}
"""States in which the files are kept, since they may still be loaded."""
_NOTED = re.compile(r"l-\d{20}-[0-9a-f]{6} ")


class JobFile(BaseModel):
    """A file that was received."""

    name: str = Field(description="Folder and name.", examples=["upload/区域.csv"])
    bytes: int


class Failure(BaseModel):
    """Why a load came to nothing."""

    code: str = Field(examples=["load-rejected"])
    detail: str
    hint: str


class Job(BaseModel):
    """A load. Its state is one of

    queued (waits for its turn), running (is read), compared (was read and compared; nothing is changed until it is
    activated), loaded (its generation is active), rejected (has errors), cancelled, interrupted (the service ended;
    may be activated to be run again), failed.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    id: str = Field(examples=["l-20260630093000123456-3f2a9c"])
    state: State = "queued"
    by: str = Field("", description="Who asked for it.")
    note: str = Field("", description="Goes into the note of the generation.")
    dry_run: bool = Field(False, description="Only read and compared, until it is activated.")
    allow_errors: bool = Field(False, description="Rows with errors are left out.")
    files: list[JobFile] = []
    skipped: list[str] = Field([], description="What was received and is no data.")
    created: dt.datetime
    started: dt.datetime | None = None
    ended: dt.datetime | None = None
    rows: int = Field(0, description="Rows read so far; a load may read its files more than once.")
    reading: str = Field("", description="The file that is being read.")
    base: int | None = Field(None, description="The active generation that it was compared with; 0 is none.")
    generation: int | None = Field(None, description="The generation that it became.")
    errors: int = 0
    warnings: int = 0
    left_out: int = Field(0, description="Rows that made no record.")
    reviews: int = Field(0, description="Likenesses that people are to judge.")
    corrected: list[str] = Field([], description="Files with errors of which there is a corrected workbook.")
    failure: Failure | None = None

    @property
    def noted(self) -> str:
        """The note of the generation; it begins with the id, so that the generation is known for this load's."""
        return f"{self.id} {self.note or '、'.join(file.name for file in self.files)}"

    @property
    def refused(self) -> bool:
        """Whether it was compared, and its errors are why it cannot be loaded."""
        return self.state == "compared" and bool(self.errors) and not self.allow_errors

    @property
    def may_activate(self) -> bool:
        """Whether it can be loaded now: it was compared without errors that count, or its run was cut off."""
        return self.state == "interrupted" or (self.state == "compared" and not self.refused)


def told(note: str) -> str:
    """The note of a generation as people wrote it: without the id of its load.

    >>> told("l-20260630093000123456-3f2a9c 第一批")
    '第一批'
    """
    return _NOTED.sub("", note, count=1)
