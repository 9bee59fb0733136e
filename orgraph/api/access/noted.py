"""What a handler wants in the audit entry of its request besides the parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic import BaseModel

TYPING = "typing"
"""What the audit log calls names that are offered while somebody types."""


@dataclass(slots=True)
class Noted:
    """What an answer was about. body: what was asked in the body, as name and value, of which texts become hashes;
    details: plain words and numbers, never texts of people; typing: an answer of which one entry stands for several;
    recorded: the entry is written."""

    action: str = ""
    area: str = ""
    generation: int = 0
    body: list[tuple[str, str]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    typing: bool = False
    recorded: bool = False


def noted(request: Request) -> Noted:
    """The notes of a request, to be filled in before the answer is given."""
    state = request.scope.setdefault("state", {})
    found: Noted = state.setdefault("noted", Noted())
    return found


def note_typing(request: Request) -> None:
    """Somebody is typing a name: one of many answers to one question, on record under an action of its own."""
    found = noted(request)
    found.action, found.typing = TYPING, True


def given(asked: BaseModel) -> list[tuple[str, str]]:
    """What was asked, as name and value, each of a list by itself."""
    return [(name, str(one)) for name, value in asked.model_dump(exclude_unset=True).items()
            for one in (value if isinstance(value, list) else [value]) if one is not None]


def note_body(request: Request, asked: BaseModel) -> None:
    """Add what was asked in the body of the request, which no address shows."""
    noted(request).body += given(asked)


def note(request: Request, *, area: str = "", generation: int = 0, **details: Any) -> None:
    """Add to them: the id of the area, the generation, and `details`: plain words and numbers."""
    found = noted(request)
    found.area, found.generation = area or found.area, generation or found.generation
    found.details.update(details)
