"""Free text → places in the graph, with how sure that is.

Names of areas are found by their parts (a path in any order, with districts, streets and endings left out), then by
sound, pinyin, initials and one typing error among what lies in the areas that are certain; units stand for the area
that they lie in. Confidences are measured by the kind of match and its context (places.toml).
"""

from orgraph.queries.who_to_call.place.search import Where, common_area, resolve
from orgraph.queries.who_to_call.place.shown import shown

__all__ = ["Where", "common_area", "resolve", "shown"]
