"""A department or its field office: which of the two is called first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orgraph.queries.who_to_call.units.candidates import Found, total
from orgraph.queries.who_to_call.units.routes import Ranking
from orgraph.stores.base import View


def departments_first(view: View, found: Sequence[Found], weights: Ranking) -> list[Found]:
    """The units, best first. Where departments of several kinds must come, each comes itself and goes before its field
    office, which acts on what they agree; a matter of one department is its field office's, which is nearer."""
    least = weights.support
    kinds = {view.prop(one.organization, "function") for one in found if view.kind(one.organization) == "Department"
             and (one.anchor.supports or one.route.by == "topic" or one.anchor.score >= least.comes)}
    if len(kinds) < least.table:
        return list(found)

    def weighed(one: Found) -> Found:
        here = view.kind(one.organization) == "FieldOffice" and view.prop(one.organization, "function") in kinds
        if not here or one.route.by == "topic":
            return one
        parts = one.parts.model_copy(update={"authority": one.parts.authority * least.field_office})
        return replace(one, parts=parts, score=total(parts, weights))

    return sorted(map(weighed, found), key=lambda one: (-one.score, one.organization))
