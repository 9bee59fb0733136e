"""The class of a matter (个事 社事 专事 难事), and why: who has to deal with it. Its words are data in matter.toml."""

from __future__ import annotations

import re
from functools import cache

from orgraph.checked import Checked, whole
from orgraph.queries.who_to_call.topics import MatterClass
from orgraph.vocabulary import vocabulary


class _Matters(Checked):
    """matter.toml."""

    hard: tuple[re.Pattern[str], ...]
    why: dict[MatterClass, str]


@cache
def _matters() -> _Matters:
    return whole(__package__, "matter.toml", _Matters)


def matter(
    text: str, usual: MatterClass, changed: MatterClass | None, lead: tuple[str, ...]
) -> tuple[MatterClass, str]:
    """The class of a matter and its reason in one sentence.

    `usual` is the class of the topic, `changed` the class that a condition of the topic set (it wins), `lead` the
    functions that lead. Signs that the matter went round in circles make it hard, whatever the topic.
    """
    why = _matters().why
    hits = [hit for pattern in _matters().hard if (hit := pattern.search(text))]
    if hits:
        return "难事", f"文中说“{min(hits, key=lambda hit: hit.start())[0]}”，{why['难事']}"
    found = changed or usual
    functions = vocabulary().functions
    return found, why[found].format(who="、".join(functions[name].zh for name in lead[:2]))
