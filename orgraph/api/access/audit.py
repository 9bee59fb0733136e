"""/v1/audit: the audit log, and whether it is whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from orgraph.api.access.account import AccessDep
from orgraph.api.access.models import AuditEntry, Verification
from orgraph.api.access.needs import Needs

router = APIRouter(prefix="/v1/audit", tags=["audit"], dependencies=[Needs("audit")])


class AuditAsked(BaseModel):
    """Parameters of /audit."""

    model_config = ConfigDict(extra="forbid")
    before: int | None = Field(None, ge=1, description="Only entries before this number: the way to older ones.")
    who: str | None = Field(None, max_length=64, description="Only what this user did.")
    action: str | None = Field(None, max_length=40, description="Only this action.")
    limit: int = Field(100, ge=1, le=1000, description="Entries to give.")


class VerifyAsked(BaseModel):
    """Parameters of /audit/verify."""

    model_config = ConfigDict(extra="forbid")
    head: str = Field("", max_length=200, description="`number:hash` of an earlier look, which the log has to hold.")


@router.get("")
def entries(access: AccessDep, asked: Annotated[AuditAsked, Query()]) -> list[AuditEntry]:
    """The entries, newest first."""
    found = access.audit.entries(before=asked.before, top=asked.limit, who=asked.who, action=asked.action)
    return [AuditEntry.of(entry) for entry in found]


@router.get("/verify")
def verify(access: AccessDep, asked: Annotated[VerifyAsked, Query()]) -> Verification:
    """Whether nothing was changed, taken out or put in since it was written."""
    found = access.audit.verify(asked.head)
    return Verification(whole=found.whole, entries=found.entries, first=found.first, head=found.head,
                        broken=found.broken, reason=found.reason)
