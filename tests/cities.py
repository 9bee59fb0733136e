"""Random small cities for hypothesis: a few areas on many levels, bodies, people, posts, dated ties, lists, waivers.

Everything is small and close together on purpose: a dozen areas, a dozen bodies, a fortnight of days. So chance makes
what a large city is needed for otherwise: two bodies in one community sharing a person on the last day of a term.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from orgraph.model import NO_PROPS, Entity, Link, Membership, Record, Source, Value
from orgraph.vocabulary import vocabulary

T = TypeVar("T")
Props = Mapping[str, Value]

BASE = dt.date(2024, 1, 1)
FILES = ("甲.csv", "乙.csv", "丙.csv")


def day(number: int) -> dt.date:
    """A day of the fortnight."""
    return BASE + dt.timedelta(number)


# Days asked for: before, on and after every boundary, and some far from all.
days = st.sampled_from([*map(day, range(-1, 14)), day(-400), day(400)])

# Half of all facts always hold; the others touch, overlap or leave a day between them.
INTERVALS: tuple[tuple[dt.date | None, dt.date | None], ...] = (
    *[(None, None)] * 9, (day(2), None), (day(6), None), (None, day(3)), (None, day(6)),
    (day(0), day(6)), (day(3), day(6)), (day(6), day(9)), (day(6), day(7)), (day(7), day(12)))

# Kind → kinds of its parent, the usual first; a level may be left out, as departments do.
AREAS: dict[str, tuple[str, ...]] = {
    "District": ("City",), "Street": ("District", "City"), "Community": ("Street", "District"), "Village": ("Street",),
    "Grid": ("Community", "Village"), "Compound": ("Community", "Grid", "Community", "Village", "Street"),
    "Venue": ("Community", "Street"), "MicroGrid": ("Grid", "Compound"), "Building": ("Compound", "Grid"),
}
SHAPE = ("District", "Street", "Community", "Street", "Community", "Village", "Grid", "Compound", "Compound", "Venue",
         "Grid", "Compound", "MicroGrid", "Building", "Compound", "Community", "Building")
BODIES = (
    "CommunityPartyOrganization", "HousingCommittee", "OwnersCommittee", "PropertyFirm", "ResidentsCommittee",
    "GridBranch", "PropertyManagementCommittee", "Alliance", "CompoundBranch", "PropertyStation", "Department",
    "CommunityPartyCommittee", "StreetWorkingCommittee", "BuildingGroup", "MemberHousehold", "ResidentUnit", "Organ",
    "Enterprise", "SocialOrganization", "JointConference", "StreetPartyCommittee", "FieldOffice", "Utility",
    "UnitPartyOrganization", "StreetOffice", "Organization", "PartyOrganization", "SupervisorsCommittee",
    "VolunteerTeam", "ServiceCentre", "IndustryCommittee")
ENTRIES = ("Need", "Service", "Project", "Agreement", "Case", "Need", "Service", "Meeting")
ROLES = ("书记", "副书记", "兼职委员", "主任", "网格员", "网格长", "微网格长", "楼长",
         "包联领导", "经理", "红色管家", "轮值主席")
FUNCTIONS = ("police", "property_firm", "urban_management")
TOPICS = ("noise_renovation", "noise_other", "t3")  # ids of no catalogue: the graph knows only what is loaded

# What a node or link of a kind may carry besides its name; each line is one choice.
_COVERAGE: tuple[Props, ...] = ({}, {}, {"party_coverage": "own"}, {"party_coverage": "joint"},
                                {"party_coverage": "affiliated"}, {"party_coverage": "none"})
PROPS: dict[str, tuple[Props, ...]] = {
    "Compound": ({}, {"households": 40, "population": 100}, {"self_managed": True},
                 {"self_managed": False, "stars": 5}),
    "MicroGrid": ({"households": 29}, {"households": 30}, {"households": 50}, {"households": 51}, {}),
    "Building": ({}, {"population": 30}),
    "HousingCommittee": (*_COVERAGE, {"published_on": day(6)}, {"published_on": day(3), "party_coverage": "own"}),
    "CompoundBranch": _COVERAGE,
    "PropertyFirm": (*_COVERAGE, {"market_service": True, "party_led": True}, {"market_service": False},
                     {"function": "property_firm"}),
    "SocialOrganization": ({"service_type": "居家养老"}, {"service_type": "調解"}, {}),
    "JointConference": ({}, {"schedule": "每月12日"}, {"schedule": "每月12日"}),
    "FieldOffice": ({"function": "police"}, {"function": "urban_management", "members_count": 5},
                    {"function": "urban_management", "members_count": 4}),
    "Department": tuple({"function": name} for name in FUNCTIONS),
    "Organization": ({}, {}, {"function": "police"}, {"phone": "000-0000-0001"},
                     {"phone": "000-0000-0002", "confirmed_on": day(3)},
                     {"phone": "000-0000-0003", "confirmed_on": day(-87)}),
    "Person": ({}, {"party_member": True}, {"party_member": True}, {"party_member": False}),
    "Need": ({}, {"status": "open"}), "Project": ({"status": "done"}, {"status": "open"}, {}),
    "Case": ({"status": "done", "closed_level": "grid"}, {"status": "done", "closed_level": "city"},
             {"status": "done"}, {"status": "open", "closed_level": "grid"}, {}),
}

# Relation types drawn for the free links, by weight, and what they carry.
LINKS = (
    *["INSTRUCTS"] * 4, *["TAKES_CHARGE_OF"] * 4, *["REPORTS_IN"] * 3, *["SERVES"] * 4, "SUBORDINATE_TO", "OFFERS",
    "NEEDS", "CONVENES", *["PARTY_TO"] * 3, *["MEETS"] * 3, *["ABOUT"] * 3, "AVAILABLE_IN", *["HANDLED"] * 2,
    "RESPONSIBLE_FOR", "RESPONSIBLE_FOR", "IN_CHARGE_OF", "UNDERTAKES")
ROLE_PROPS: tuple[Props, ...] = tuple({"role": role} for role in ROLES)
DUTIES: tuple[Props, ...] = ({}, {"part": "lead", "hours": 24}, {"part": "support"})
WITH_ROLE = frozenset(("INSTRUCTS", "TAKES_CHARGE_OF", "HANDLED", "MEETS", "REPORTS_IN", "SERVES"))


@cache
def _below(number: int) -> st.SearchStrategy[int]:
    return st.integers(0, number - 1)


class _Maker:
    """Draws records; `make` gives them all."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self.records: list[Record] = []
        self.of_root: dict[str, list[Entity]] = {}

    def pick(self, options: Sequence[T]) -> T:
        number: int = self._draw(_below(len(options)))
        return options[number]

    def some(self, least: int, most: int) -> range:
        return range(self._draw(st.integers(least, most)))

    def _source(self) -> Source:
        return Source(FILES[len(self.records) % 2], "", len(self.records) + 1)

    def entity(self, prefix: str, kind: str, home: str | None, *, name: str = "", known: str = "",
               plain: bool = False) -> Entity:
        same = self.of_root.setdefault(vocabulary().root(kind), [])
        known = known or f"{prefix}-{len(same)}"
        start, end = (None, None) if plain else self.pick(INTERVALS)
        props = self.pick(next((PROPS[k] for k in vocabulary().ancestry(kind) if k in PROPS), (NO_PROPS,)))
        made = Entity(id=known, kind=kind, name=name or f"{vocabulary().kinds[kind].zh[0]}{len(same)}", home=home,
                      source=self._source(), start=start, end=end, props=props)
        same.append(made)
        self.records.append(made)
        return made

    def link(self, type_: str, subject: str, object_: str, props: Props = NO_PROPS) -> None:
        start, end = self.pick(INTERVALS)
        known = f"l-{len(self.records)}"
        if type_ == "MEMBER":
            self.records.append(Membership(id=known, subject=subject, object=object_, source=self._source(),
                                           start=start, end=end, props=props))
        else:
            self.records.append(Link(id=known, type=type_, subject=subject, object=object_, source=self._source(),
                                     start=start, end=end, props=props))

    def able(self, kinds: Sequence[str]) -> list[Entity]:
        """Entities that may stand at an end of these kinds."""
        words = vocabulary()
        found: list[Entity] = []
        for kind in kinds:
            found += [e for e in self.of_root.get(words.root(kind), ()) if words.is_a(e.kind, kind)]
        return found

    # ---- the parts of a city ----
    def areas(self) -> None:
        self.entity("a", "City", None, plain=True)
        for number in self.some(3, len(SHAPE)):
            kind = SHAPE[number]
            at = next((found for parent in self._turned(AREAS[kind]) if (found := self.able([parent]))), None)
            self.entity("a", kind, self.pick(at).id if at else None)

    def _turned(self, options: Sequence[T]) -> list[T]:
        first = self.pick(range(len(options)))
        return [*options[first:], *options[:first]]

    def bodies(self) -> None:
        areas = self.of_root["Area"]
        for _ in self.some(2, 13):
            kind = self.pick(BODIES)
            home = self.pick(areas).id
            body = self.entity("o", kind, home)
            serves = self.pick(("home", "home", "home", "other", "none"))
            if serves != "none":
                self.link("SERVES", body.id, home if serves == "home" else self.pick(areas).id)

    def people(self) -> None:
        bodies, areas = self.of_root["Organization"], self.of_root["Area"]
        for _ in self.some(1, 6):
            self.entity("p", "Person", self.pick([None, *(a.id for a in areas)]))
        for _ in self.some(0, 4):
            body, title = self.pick(bodies[:2]), self.pick(ROLES[:2])
            post = self.entity("s", "Post", body.home, name=title)
            self.link("POST_IN", post.id, body.id)
            if self.pick((True, False)):
                self.link("MEMBER", self.pick(self.of_root["Person"]).id, body.id, {"role": title})
        people = self.of_root["Person"]
        for _ in self.some(0, 16):
            member = self.pick((*people, *people, *people, *bodies))
            body = self.pick(bodies)
            roles = ROLES if member.kind == "Person" else ("成员单位", "轮值主席")
            props: dict[str, Value] = {"role": self.pick(roles)} if self.pick((True, True, False)) else {}
            if member.kind == "Person" and self.pick((True, False, False, False)):
                props["on_behalf_of"] = self.pick([*(b.id for b in bodies), "o-gone"])
            self.link("MEMBER", member.id, body.id, props)

    def lists(self) -> None:
        for number, function in enumerate(FUNCTIONS):
            self.entity("f", "Function", None, known=f"f-{function}", name=f"职能{number}", plain=True)
        for number, topic in enumerate(TOPICS):
            self.entity("t", "Topic", None, known=f"t-{topic}", name=f"事项{number}", plain=True)
        for _ in self.some(0, 6):
            kind = self.pick(ENTRIES)
            self.entity("c" if kind == "Case" else "e", kind, self.pick(self.of_root["Area"]).id)

    def ties(self) -> None:
        words = vocabulary()
        for _ in self.some(0, 22):
            type_ = self.pick(LINKS)
            subjects, objects = self.able(words.relations[type_].from_), self.able(words.relations[type_].to)
            if subjects and objects:
                choices = ROLE_PROPS if type_ in WITH_ROLE else DUTIES if type_ == "RESPONSIBLE_FOR" else (NO_PROPS,)
                self.link(type_, self.pick(subjects).id, self.pick(objects).id, self.pick(choices))

    def waivers(self, rules: Sequence[str]) -> None:
        for number in self.some(0, 3):
            rule = self.pick(rules)
            focus = self.pick(self.able(("Area", "Organization", "Entry")))
            start, end = self.pick(INTERVALS)
            self.records.append(Entity(id=f"w-{number}", kind="Waiver", name=f"豁免{number}", source=self._source(),
                                       start=start, end=end, props={"rule": rule}))
            self.link("WAIVES", f"w-{number}", focus.id)

    def restated(self) -> None:
        """Some entities a second time, in another file that knows other things of them; ties to what is not there."""
        for _ in self.some(0, 3):
            old = self.pick(self.of_root["Organization"])
            known = {(r.id, r.source.file) for r in self.records}
            file = self.pick(FILES)
            if (old.id, file) not in known:
                self.records.append(Entity(
                    id=old.id, kind=old.kind, name=f"又{old.name}", home=old.home, start=old.start, end=old.end,
                    source=Source(file, "", len(self.records) + 1),
                    props={**old.props, "phone": "000-0000-0009", "stars": 3}))
        if self.pick((True, False, False)):
            self.link("SERVES", self.of_root["Organization"][0].id, "a-gone")


@st.composite
def cities(draw: Callable[[st.SearchStrategy[Any]], Any], rules: Sequence[str] = ("owners-committee",)
           ) -> tuple[Record, ...]:
    """The records of a city, in an order of no meaning; waivers are of `rules`."""
    maker = _Maker(draw)
    maker.areas()
    maker.bodies()
    maker.people()
    maker.lists()
    maker.ties()
    maker.waivers(rules)
    maker.restated()
    return tuple(maker.records)
