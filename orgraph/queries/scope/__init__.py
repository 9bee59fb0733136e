"""Whoever answers for some areas alone is told of these alone: in the view, so that no question can forget it.

`scoped` puts a view between the questions and the graph that gives what they need to find the right answer (kinds,
positions, links, matches) and withholds whatever would name what the caller may not know of. `Moment` asks of it, and
`washed` takes the last marks out of what is answered.
"""

from orgraph.queries.scope.kept import Kept
from orgraph.queries.scope.reach import (
    Reach,
    above,
    may_ask,
    may_mention,
    may_name,
    only_area,
    own_areas,
    reach,
    stated,
    told,
    whole,
    withheld,
    within,
)
from orgraph.queries.scope.scope import EVERYWHERE, Scope
from orgraph.queries.scope.tokens import HIDDEN, plain, plain_bytes, washed
from orgraph.queries.scope.view import ScopedView, scoped

__all__ = ["EVERYWHERE", "HIDDEN", "Kept", "Reach", "Scope", "ScopedView", "above", "may_ask", "may_mention",
           "may_name", "only_area", "own_areas", "plain", "plain_bytes", "reach", "scoped", "stated", "told", "washed",
           "whole", "withheld", "within"]
