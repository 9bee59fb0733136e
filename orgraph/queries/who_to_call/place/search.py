"""A text to the places that it means: names read together, then guesses for what is left, then how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from orgraph.names import fold
from orgraph.queries.areas import by_id, full_name
from orgraph.queries.scope import may_ask, may_mention
from orgraph.queries.successors import succeeded_by, successors
from orgraph.queries.who_to_call.place.choose import GUESSES, Reading, as_good, confidence, direct_chance, readings
from orgraph.queries.who_to_call.place.details import free, houses, left, names_on, part_of, roads, unknown
from orgraph.queries.who_to_call.place.index import LONGEST, area_names, unit_names
from orgraph.queries.who_to_call.place.mentions import Finder, Mention
from orgraph.queries.who_to_call.place.tokens import Tokens, tokens
from orgraph.queries.who_to_call.place.words import words
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

Run = tuple[int, int]
Guesses = Callable[[Sequence[Reading], Sequence[Run], list[Run]], list[Mention]]

READ = 120  # characters of a text that are searched for places
LISTED = 8  # choices shown at most
UNIT = 3  # a unit's name is longer
PLACES = 4  # places of one text at most
DEEP = 5  # the level from which on a place is small enough to be called for: a community
ALIAS = range(2, 13)  # characters of an alias within a text
ALIASES = 160  # parts of a text that may be asked for as aliases


@dataclass(frozen=True, slots=True)
class Where:
    """A place as the text means it: its position, the chance that it is right, what else may be meant, what to ask.

    plain: the text is the name that this place alone has, whole. It can still be wrong, for there may be another of the
    name that is not recorded; but nobody can say it more plainly, so a chance beside the place will do for a question.
    """

    position: int
    confidence: float
    others: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    plain: bool = False


def resolve(view: View, text: str, day: int, *, near: int = -1, given: bool = True) -> list[Where]:
    """The places that a text means on a day (ordinal), the first the surest; none if it names none.

    given: the text is a place (as of `--at`), so that all of it must be one; else a sentence that may name some.
    near: position of the caller's own area, or -1: of places alike, those there are meant.
    """
    if given:
        direct = _direct(view, text, day, near)
        if direct is not None:
            return [direct]
    best: list[Where] = []
    for way in tokens(text.strip()[:READ]):
        places = _Search(view, way, day, near, given).places()
        if places and (not best or places[0].confidence > best[0].confidence):
            best = places
        if best and best[0].confidence >= words().sure.ask:
            break
    return best


def area_of(view: View, position: int) -> int:
    """The node itself if it is an area, else the one that it lies in, or -1."""
    return position if vocabulary().root(view.kind(position)) == "Area" else view.home(position)


def _direct(view: View, text: str, day: int, near: int) -> Where | None:
    """The place of an id or code, or of a name that one area alone has, or else one unit alone."""
    position = by_id(view, text)
    known = [position] if position >= 0 else [p for p in view.named([text])[0] if may_ask(view, p)]
    same = [p for p in known if vocabulary().root(view.kind(p)) == "Area"]
    areas = list(dict.fromkeys(same or [home for p in known if (home := area_of(view, p)) >= 0]))
    alive = [area for area in areas if view.alive(area, day)]
    if areas and not alive:
        return _gone(view, areas[0], day)
    if len(alive) != 1:
        return None
    if position >= 0 or fold(text).isdigit():
        return Where(alive[0], words().sure.given)
    chance = direct_chance(view, alive[0], near, "exact" if same else "unit")
    plain = bool(same) and near < 0 and fold(text) == fold(view.name(alive[0]))
    return _confirmed(view, Where(alive[0], chance, plain=plain))


def _confirmed(view: View, where: Where) -> Where:
    """With a question where it is not sure."""
    if where.confidence >= words().sure.ask:
        return where
    asked = f"地点理解为{full_name(view, where.position)}，请确认 (please confirm the place)"
    return replace(where, warnings=(*where.warnings, asked))


def _gone(view: View, area: int, day: int) -> Where | None:
    """For an area that does not exist on the day its successor, or else the smallest above it that does exist."""
    heirs = [p for p in successors(view, area, day) if may_ask(view, p)]
    if heirs:
        sure = words().sure.coarse if len(heirs) > 1 else words().sure.given
        return Where(heirs[0], sure / len(heirs), tuple(heirs[1:]), (succeeded_by(view, area, day),))
    above = next((p for p in view.path_of(area) if view.alive(p, day) and may_ask(view, p)), -1)
    asked = f"{view.name(area)}当日不存在 ({view.name(area)} does not exist on that day)"
    return Where(above, words().sure.unknown, (), (asked,)) if above >= 0 else None


class _Search:
    """One way to read one text."""

    def __init__(self, view: View, text: Tokens, day: int, near: int, given: bool) -> None:
        self._view, self._text, self._day, self._near, self._given = view, text, day, near, given
        self._may = may_mention(view) or (lambda _: True)
        self._finder = Finder(view, area_names(view), day)
        self._numbered = houses(text)
        self._free = free(text, self._numbered)
        self._names_on = names_on(text)

    def _readings(self, mentions: Sequence[Mention]) -> list[Reading]:
        return readings(self._view, mentions, self._near, self._free, self._names_on, given=self._given)

    def places(self) -> list[Where]:
        """The places, the surest first."""
        mentions = self._credible(_outer(self._finder.written(self._text)))
        found = self._readings(mentions)
        runs = left(self._text, found[0].used if found else ())
        for guesses in (self._guesses, self._errors):  # what sounds the same before what is only like it
            if self._open(found, runs):
                mentions = _outer([*mentions, *self._anywhere(guesses, found, runs)])
                found = self._readings(mentions)
                runs = left(self._text, found[0].used if found else ())
        if not found or (_level(self._view, found[0].node) < DEEP and any(end - start > UNIT for start, end in runs)):
            mentions = _outer([*mentions, *self._units(self._ranges(found, narrow=False))])
            found = self._readings(mentions)
        if not found:
            return self._nothing()
        first = self._told(self._where(found, mentions))
        return [first, *self._further(found, mentions)] if not first.others else [first]

    def _credible(self, mentions: list[Mention]) -> list[Mention]:
        """In running text a name without its ending, or one that is an everyday word, needs another that agrees."""
        if self._given:
            return mentions
        sure = [m for m in mentions if m.how == "exact" and m.ended
                and self._text.said(m.start, m.end) not in words().everyday]
        ranges = [self._view.inside(node) for m in sure for node in m.nodes]
        if self._near >= 0:
            chain = [self._near, *self._view.path_of(self._near)]
            ranges.append(self._view.inside(next((p for p in chain if (_level(self._view, p) <= 3)), self._near)))
        kept = []
        for mention in mentions:
            nodes = mention.nodes if mention in sure else frozenset(
                n for n in mention.nodes if any(lo <= n < hi for lo, hi in ranges))
            if nodes:
                kept.append(Mention(mention.start, mention.end, mention.how, nodes, mention.ended, mention.sure))
        return kept

    def _open(self, found: Sequence[Reading], runs: Sequence[Run]) -> bool:
        """Whether something is left that may be a name."""
        if not found or found[0].own.how == "kin" or found[0].doubted:
            return True
        if self._given:
            return any(self._free[at] or self._numbered[at] for start, end in runs for at in range(start, end))
        return bool(self._unknown(found[0], runs))

    def _unknown(self, reading: Reading, runs: Sequence[Run]) -> list[str]:
        deep = _level(self._view, reading.node) >= DEEP
        return unknown(self._text, runs, deep=deep, given=self._given, after={m.end for m in reading.used})

    # ---- guesses ----
    def _anywhere(self, guesses: Guesses, found: Sequence[Reading], runs: Sequence[Run]) -> list[Mention]:
        """Guesses in the place found or near the caller; without these, and without any, anywhere."""
        guessed = guesses(found, runs, self._ranges(found, narrow=True))
        if not (guessed or found) and self._near >= 0:
            guessed = guesses(found, runs, self._ranges(found, narrow=False))
        return [m for m in guessed if not any(self._numbered[m.start:m.end]) or m.how in ("exact", "road")]

    def _guesses(self, found: Sequence[Reading], runs: Sequence[Run], within: list[Run]) -> list[Mention]:
        """Aliases, names that sound the same, initials and roads."""
        # An alias may begin with a name: 钟英 is one, and so is 钟英傣族彝族乡.
        ended = [m for m in found[0].used if m.ended] if found else []
        open_ = left(self._text, ended) if found or self._given else [(0, len(self._text.spelt))]
        guessed = self._aliases(open_, within)
        for start, end in self._about(found, runs):
            guessed += self._finder.heard(self._text, start, end, within)
        guessed += self._finder.initials(self._text, within) if found or self._near >= 0 else []
        return guessed + self._roads(runs, within)

    def _errors(self, found: Sequence[Reading], runs: Sequence[Run], within: list[Run]) -> list[Mention]:
        """Names with a typing error; numbers have none that could be told."""
        about = [(start, end) for start, end in self._about(found, runs)
                 if not any(map(str.isdigit, self._text.said(start, end)))]
        return self._finder.like(self._text, about, within)

    def _about(self, found: Sequence[Reading], runs: Sequence[Run]) -> list[Run]:
        """The runs that may be a name; a name found that may be the rest of one is part of it."""
        if not (self._given or found):
            return []
        return [_joined(run, found[0].own) if found and found[0].doubted else run for run in runs]

    def _ranges(self, found: Sequence[Reading], *, narrow: bool) -> list[Run]:
        """Where what is left may lie: in the place found, in what it may have been taken for, or above it.

        Without a place found: near the caller (`narrow`), else anywhere.
        """
        view = self._view
        if found:
            base = found[0]
            above = {p for reading in as_good(found) for p in view.path_of(reading.node)}
            ranges = [view.inside(base.node), *((p, p + 1) for p in sorted(above))]
            if base.own.how != "exact" or base.doubted:
                ranges.append(view.inside(base.context) if base.context >= 0 else (0, view.size))
            return ranges
        return [view.inside(self._near) if narrow and self._near >= 0 else (0, view.size)]

    def _aliases(self, runs: Sequence[Run], within: list[Run]) -> list[Mention]:
        """Aliases, and names of smaller areas, that stand in what is left."""
        spans = [(i, j, self._text.said(i, j)) for start, end in runs for i in range(start, end)
                 for j in range(i + ALIAS.start, end + 1) if j - i in ALIAS][:ALIASES]
        spans += [(i, j, self._text.said(i, j)) for i, j in runs if ALIAS.stop <= j - i <= LONGEST]
        # Names of one character and an ending are said without it too: 前 for 前村.
        spans += [(i, j, self._text.said(i, j) + end) for i, j in runs if j == i + 1 for end in ("村", "社区")]
        found = []
        for (i, j, _), nodes in zip(spans, self._view.named([said for _, _, said in spans]), strict=True):
            areas = frozenset(n for n in nodes if vocabulary().root(self._view.kind(n)) == "Area"
                              and self._may(n) and self._view.alive(n, self._day)
                              and any(lo <= n < hi for lo, hi in within))
            if areas:
                found.append(Mention(i, j, "exact", areas, True))
        return found

    def _units(self, within: list[Run]) -> list[Mention]:
        """Units named in the text, each for the area that it lies in."""
        finder = Finder(self._view, unit_names(self._view), self._day)
        found = []
        for mention in _outer(finder.written(self._text)):
            homes = frozenset(home for n in mention.nodes if any(
                lo <= (home := self._view.home(n)) < hi for lo, hi in within) and self._may(home))
            if homes and mention.end - mention.start > UNIT:
                found.append(Mention(mention.start, mention.end, "unit", homes, True))
        return found

    def _roads(self, runs: Sequence[Run], within: list[Run]) -> list[Mention]:
        """Roads of which a number is known: the smallest area that holds all of it that is known there."""
        names = area_names(self._view)
        found = []
        for start, end in runs:
            for road in roads(self._text.said(start, end)):
                places = [p for row in names.roads.get(road, ()) if any(
                    lo <= (p := names.positions[row]) < hi for lo, hi in within) and self._may(p)
                    and self._view.alive(p, self._day)]
                held = common_area(self._view, [self._view.home(p) for p in places]) if places else -1
                if held >= 0:
                    found.append(Mention(start, end, "road", frozenset((held,)), True))
        return found

    # ---- answers ----
    def _where(self, found: Sequence[Reading], mentions: Sequence[Mention]) -> Where:
        view, best = self._view, found[0]
        same = as_good(found)
        sure = words().sure
        if len(same) > 1:
            return self._ambiguous(same)
        chance = confidence(view, best, self._near, _has_twins(best, mentions))
        part = part_of(view, best.node, best.own, self._text, self._day)
        if part >= 0:
            return _confirmed(view, Where(part, chance))
        if self._given and self._unread(best.used):
            chance = min(chance, sure.coarse)
        lost = self._unknown(best, left(self._text, best.used))
        if lost:
            said = f"没有登记“{'、'.join(lost)}”，只能确定到{full_name(view, best.node)} (not known there)"
            return Where(best.node, min(chance, sure.unknown), (), (said,))
        if chance < 0.5 and best.context >= 0 and may_ask(view, best.context):
            said = (f"不能确定地点，只能确定到{full_name(view, best.context)}，"
                    f"是否{full_name(view, best.node)}？ (not sure of the place)")
            return Where(best.context, min(sure.unknown, 1 - chance), (best.node,), (said,))
        return _confirmed(view, Where(best.node, chance))

    def _told(self, where: Where) -> Where:
        """With what became of the area that the text names, where its successor is meant."""
        gone = {self._finder.succeeded[p] for p in (where.position, *where.others) if p in self._finder.succeeded}
        said = (succeeded_by(self._view, area, self._day) for area in sorted(gone))
        return Where(where.position, where.confidence, where.others, (*said, *where.warnings)) if gone else where

    def _unread(self, used: Sequence[Mention]) -> bool:
        """Whether something is left that is no filler and no number of a house."""
        return any(may and not any(m.start <= at < m.end for m in used) for at, may in enumerate(self._free))

    def _ambiguous(self, same: Sequence[Reading]) -> Where:
        """Several fit: each has its share of the chance; an area that holds all the others is sure."""
        view = self._view
        nodes = [reading.node for reading in same]
        chance = max(confidence(view, reading, self._near, False) for reading in same)
        holder = next((n for n in nodes if all(m == n or n in view.path_of(m) for m in nodes)), -1)
        if holder >= 0:
            nodes.remove(holder)
            nodes.insert(0, holder)
        else:
            chance = chance / len(nodes)
        listed = "、".join(full_name(view, n) for n in nodes[:LISTED])
        said = f"地点不明确，请选择：{listed} (more than one place: choose)"
        held = common_area(view, nodes)
        if same[0].own.how in GUESSES and held >= 0 and held not in nodes and may_ask(view, held):
            return Where(held, min(words().sure.unknown, 1 - chance), tuple(nodes), (said,))
        return Where(nodes[0], min(chance, words().sure.coarse), tuple(nodes[1:]), (said,))

    def _further(self, found: Sequence[Reading], mentions: Sequence[Mention]) -> list[Where]:
        """Other places that the text names as plainly: 甲社区和乙社区之间."""
        view = self._view
        taken = [found[0]]
        further = []
        for reading in found[1:]:
            own, line = reading.own, view.path_of(reading.node)
            plain = own.how == "exact" and own.ended and not reading.contradicted
            if (len(taken) >= PLACES or not plain or _level(view, reading.node) < DEEP
                    or any(own.overlaps(m) for other in taken for m in other.used)
                    or any(reading.node in view.path_of(other.node) or other.node in line for other in taken)):
                continue
            same = [r.node for r in found if r.own is own and r.total >= reading.total - 0.05]
            taken.append(reading)
            chance = confidence(view, reading, self._near, _has_twins(reading, mentions)) / len(same)
            further.append(Where(reading.node, chance, tuple(same[1:])))
        return further

    def _nothing(self) -> list[Where]:
        for area in sorted(self._finder.gone, key=lambda p: -_level(self._view, p)):
            if self._given and may_ask(self._view, area) and (where := _gone(self._view, area, self._day)):
                return [where]
        return []


def _level(view: View, area: int) -> int:
    return vocabulary().kinds[view.kind(area)].level or 9


def _joined(run: Run, own: Mention) -> Run:
    """The run with the name that it touches."""
    start, end = run
    return (own.start if start == own.end else start), (own.end if end == own.start else end)


def _outer(mentions: Sequence[Mention]) -> list[Mention]:
    """The names without those that stand inside a longer one that is written out."""
    whole = [(m.start, m.end) for m in mentions if m.how == "exact" and m.ended]
    return [m for m in mentions if not any(
        start <= m.start and m.end <= end and end - start > m.end - m.start for start, end in whole)]


def _has_twins(reading: Reading, mentions: Sequence[Mention]) -> bool:
    """Whether places elsewhere have the name too."""
    return any(m.overlaps(reading.own) and m.how == reading.own.how and m.nodes - {reading.node} for m in mentions)


def common_area(view: View, places: Sequence[int]) -> int:
    """The smallest area that holds all places, or -1."""
    chains = [[p, *view.path_of(p)] for p in places]
    return next((area for area in chains[0] if all(area in chain for chain in chains[1:])), -1)
