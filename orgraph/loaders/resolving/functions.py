"""Which function (kind of responsible unit) an organisation has when its row leaves 职能 out."""

from __future__ import annotations

from functools import lru_cache

from orgraph.names import normalise
from orgraph.vocabulary import vocabulary

# Kinds whose names say what they do: 市场监管局, 长安街道派出所, 国网某供电公司.
_TELLING = ("Department", "FieldOffice", "Utility")


@lru_cache(maxsize=1 << 14)
def usual_function(kind: str, name: str) -> str | None:
    """Id in functions.toml: the kind's own, else the one whose longest name or alias is in `name`."""
    known = vocabulary()
    if (of_kind := known.kinds[kind].function) is not None:
        return of_kind
    if not any(known.is_a(kind, telling) for telling in _TELLING):
        return None
    folded = normalise(name)
    found = [(len(word), function.name) for function in known.functions.values()
             for word in (function.zh, *function.aliases) if normalise(word) in folded]
    return max(found, key=lambda pair: pair[0])[1] if found else None
