"""settings.toml, checked."""

from __future__ import annotations

from functools import cache

from orgraph.checked import Checked, whole


class State(Checked):
    """What people may say of a gap; needs: fields that must then be filled."""

    zh: str
    needs: tuple[str, ...] = ()


class Column(Checked):
    """A column of a workbook."""

    field: str
    zh: str
    width: int
    fill: bool = False


class Settings(Checked):
    """Words and terms of the worklist."""

    title: str
    file_of_the_rest: str
    days: dict[str, int]
    state: dict[str, State]
    standing: dict[str, str]
    column: tuple[Column, ...]

    def header(self, field: str) -> str:
        """What the column of a field is called."""
        return next(column.zh for column in self.column if column.field == field)


@cache
def settings() -> Settings:
    """The settings. Raises DataError."""
    return whole("orgraph.worklist", "settings.toml", Settings)
