"""What is above the streets: provinces, cities and districts, with the departments and utilities of a district."""

from __future__ import annotations

from typing import NamedTuple

from orgraph.queries.who_to_call.topics import topics
from orgraph.synth.draw import Draw
from orgraph.synth.proportions import CITIES_A_PROVINCE, DISTRICTS_A_CITY, STREETS_A_DISTRICT
from orgraph.synth.records import Pen, Unit
from orgraph.synth.sheets import Sheets
from orgraph.vocabulary import vocabulary

# Province codes that GB/T 2260 gives to nobody.
_FREE = [n for n in range(1, 100) if n not in {
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82}]


class Place(NamedTuple):
    """Where a street lies. `serial` counts streets over the whole region from 0."""

    serial: int
    district: str
    code: str


def place(serial: int) -> Place:
    """The place of the street with that number: codes follow from the shape of the tree alone."""
    district, street = divmod(serial, STREETS_A_DISTRICT)
    city, district = divmod(district, DISTRICTS_A_CITY)
    province, city = divmod(city, CITIES_A_PROVINCE)
    code = f"{_FREE[province]:02d}{city + 1:02d}{district + 1:02d}"
    return Place(serial, code, f"{code}{street + 1:03d}")


def largest() -> int:
    """How many streets there are codes for."""
    return len(_FREE) * CITIES_A_PROVINCE * DISTRICTS_A_CITY * STREETS_A_DISTRICT


def write_upper(sheets: Sheets, seed: int, serial: int) -> None:
    """Write the province, city and district that begin with this street."""
    code = place(serial).district
    district = serial // STREETS_A_DISTRICT
    if serial % STREETS_A_DISTRICT:
        return
    pen = Pen(sheets, Draw(seed, code), f"Q{district:05d}")
    if district % (CITIES_A_PROVINCE * DISTRICTS_A_CITY) == 0:
        pen.area("Province", f"示例省{code[:2]}", "", code=code[:2])
    if district % DISTRICTS_A_CITY == 0:
        _city(pen, code[:4])
    _district(pen, code)


def _city(pen: Pen, code: str) -> None:
    pen.area("City", f"示例市{code}", code[:2], code=code)
    committee = pen.unit("AreaPartyCommittee", f"{code}-DW", f"示例市{code}市委", code, tier="市级")
    pen.office(committee, code, "书记", party=True)
    centre = pen.unit("DispatchCentre", f"{code}-DD", f"示例市{code}联合调度中心", code, tier="市级")
    pen.office(centre, code, "主任")
    pen.unit("JointConference", f"{code}-LX", f"示例市{code}党建联席会议", code, schedule="每月12日", tier="市级")


def _district(pen: Pen, code: str) -> None:
    pen.area("District", f"示例区{code}", code[:4], code=code)
    committee = pen.unit("AreaPartyCommittee", f"{code}-DW", f"示例区{code}区委", code, tier="区级")
    pen.office(committee, code, "书记", party=True)
    centre = pen.unit("DispatchCentre", f"{code}-DD", f"示例区{code}调度中心", code, tier="区级")
    pen.office(centre, code, "主任")
    pen.unit("JointConference", f"{code}-LX", f"示例区{code}党建联席会议", code, schedule="每月12日", tier="区级")
    for function in vocabulary().functions.values():
        if function.level in ("district", "utility"):
            kind = "Utility" if function.level == "utility" else "Department"
            unit = pen.unit(kind, department(code, function.name), f"示例区{code}{function.zh}局", code,
                            function=function.zh, tier="区级", parent="" if kind == "Utility" else committee.number)
            pen.office(unit, code, "局长")
            pen.office(unit, code, "副局长")
            _duties(pen, unit, function.name)


def department(district: str, function: str) -> str:
    """Number of the district's department or utility of a function."""
    return f"{district}-{function}"


def _duties(pen: Pen, unit: Unit, function: str) -> None:
    for topic in topics().values():
        if function in (*topic.lead[:1], *topic.support[:1]):
            part = "主办" if function in topic.lead else "协办"
            pen.sheets.add("职责", organization=unit.number, topic=topic.zh, part=part, hours=topic.hours or "",
                           basis=topic.basis)
