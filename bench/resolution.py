"""Names in many spellings → the right community, or nothing: orgraph's resolution beside rapidfuzz and splink.

    python bench/resolution.py --areas FOLDER [--codes FILE] [--seed 7] [--only orgraph rapidfuzz splink] [--out FOLDER]

FOLDER holds the national code tables with villages.csv (ten cities). Thresholds of the peers are chosen on half of the
cities with the texts of one seed; every number is of the other half with those of the next. orgraph has no threshold:
what it joins by itself is joined on rules, the rest it gives to people with up to three candidates.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from variants import WAYS, Community, Query, communities, queries

from orgraph.loaders.reading.credit import fault
from orgraph.loaders.resolving.places import Place
from orgraph.loaders.resolving.references import Several, Unknown
from orgraph.loaders.resolving.resolve import Resolver
from orgraph.names import area_key

FOLDER = "bench"
PRECISE = 0.999
GROUP = {way.__name__: group for group, ways in WAYS.items() for way in ways}
COLUMNS = ("engine", "at", "precision", "wrong", "recall", "F1", "precision, all", "wrong, all", "seconds")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015


class Outcome(NamedTuple):
    """What orgraph makes of a text: what it joins it with, or what it offers, best first; or that several have it."""

    joined: str = ""
    offered: tuple[str, ...] = ()
    ambiguous: bool = False


def gazetteer(known: Sequence[Community]) -> Resolver:
    """The communities with their streets, districts and cities as the loader knows them."""
    resolver = Resolver({})
    seen: set[str] = set()
    for one in known:
        above = ""
        for kind, (code, name) in (("Province", one.province), ("City", one.city), ("District", one.district),
                                   ("Street", one.street)):
            if code not in seen:
                seen.add(code)
                resolver.areas.add(Place(name, kind, upper=above, code=code, folder=FOLDER))
            above = code
        short = area_key(one.name)
        resolver.areas.add(Place(short, "Community" if one.urban else "Village", upper=above, code=one.code,
                                 folder=FOLDER), (one.name,) if short != one.name else ())
    resolver.areas.settle()
    return resolver


def resolve(asked: Sequence[Query], known: Sequence[Community]) -> list[Outcome]:
    """What the loader does with each text behind the name of its context."""
    resolver = gazetteer(known)
    codes = {place.id: place.code for place in resolver.areas.by_id.values()}
    found = []
    for query in asked:
        at = resolver.areas.one(query.area[0], FOLDER)  # by code: which 鼓楼区 is not the question here
        try:
            found.append(Outcome(resolver.areas.one(at.path() + query.text, FOLDER).code))
        except Several:
            found.append(Outcome(ambiguous=True))
        except Unknown as unknown:
            found.append(Outcome(offered=tuple(codes[candidate.id] for candidate in unknown.suggest())))
    return found


class Set(NamedTuple):
    """Texts of some cities, and the communities that are known of them."""

    asked: list[Query]
    known: list[Community]
    twins: frozenset[int]


def labelled(folder: Path, seed: int, half: int) -> Set:
    """Every other city's texts. `twins`: numbers of the texts that name another community of their context exactly."""
    everybody = communities(folder, seed)
    cities = sorted({one.city[0] for one in everybody})[half::2]
    here = [one for one in everybody if one.city[0] in cities]
    known = [one for one in here if not one.held_out]
    asked = queries(here, seed)
    named = {(area, area_key(one.name)): one.code for one in known for area in (one.street, one.district, one.city)}
    twins = frozenset(at for at, query in enumerate(asked)
                      if named.get((query.area, area_key(query.text)), query.truth.code) != query.truth.code)
    return Set(asked, known, twins)


class Rates(NamedTuple):
    """Joined rightly and wrongly, and those that should have been joined."""

    right: int
    wrong: int
    due: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.due if self.due else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.right else 0.0


def rates(joined: Sequence[str], texts: Set, which: Callable[[Query], bool] = lambda _: True, *, twins: bool = False
          ) -> Rates:
    """Right and wrong joins among the texts; without `twins`, those that name another community too are not counted."""
    right = wrong = due = 0
    for at, (code, query) in enumerate(zip(joined, texts.asked, strict=True)):
        if which(query) and (twins or at not in texts.twins):
            due += not query.truth.held_out
            right += code == query.truth.code
            wrong += bool(code) and code != query.truth.code
    return Rates(right, wrong, due)


def at_threshold(guesses: Sequence[Any], limit: float) -> list[str]:
    """Codes of the guesses that score at least `limit`."""
    return [guess.code if guess.score >= limit else "" for guess in guesses]


def peer(name: str, guess: Callable[[Set], list[Any]], tune: Set, test: Set, recall: float) -> list[dict[str, Any]]:
    """A peer at three thresholds chosen on the tuning half: of the best F1, of equal recall, of enough precision."""
    began = time.perf_counter()
    tuned = guess(tune)
    middle = time.perf_counter()
    tested = guess(test)
    took = time.perf_counter() - middle
    limits = sorted({round(g.score, 2) for g in tuned if g.code})
    limits = limits[::max(1, len(limits) // 200)]
    seen = {limit: rates(at_threshold(tuned, limit), tune) for limit in limits}
    best = max(seen, key=lambda limit: seen[limit].f1)
    equal = min(seen, key=lambda limit: abs(seen[limit].recall - recall))
    precise = [limit for limit in seen if seen[limit].precision >= PRECISE and seen[limit].right]
    chosen = [("best F1", best), ("equal recall", equal)]
    chosen += [(f"precision ≥ {PRECISE} in tuning", min(precise))] if precise else []
    print(f"{name}: tuned in {middle - began:.1f} s", flush=True)
    rows = [{"engine": name, "at": f"{what} ({limit:.2f})", **shown(at_threshold(tested, limit), test),
             "seconds": round(took, 1)} for what, limit in chosen]
    return rows if precise else [*rows, {"engine": name, "at": f"precision ≥ {PRECISE} in tuning: no threshold"}]


def shown(joined: Sequence[str], texts: Set, which: Callable[[Query], bool] = lambda _: True) -> dict[str, Any]:
    """The rates as a row of the table; `precision, all` counts the texts too that name another community exactly."""
    some, every = rates(joined, texts, which), rates(joined, texts, which, twins=True)
    return {"precision": round(some.precision, 5), "wrong": some.wrong, "recall": round(some.recall, 4),
            "F1": round(some.f1, 4), "precision, all": round(every.precision, 5), "wrong, all": every.wrong}


def ours(test: Set) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """orgraph's rows, whole and by way of writing, and what it gives to people."""
    began = time.perf_counter()
    outcomes = resolve(test.asked, test.known)
    took = time.perf_counter() - began
    joined = [outcome.joined for outcome in outcomes]
    rows = [{"engine": "orgraph", "at": "joined by itself", **shown(joined, test), "seconds": round(took, 1)}]
    for level in ("street", "district", "city"):
        some = shown(joined, test, lambda query, level=level: query.level == level)  # type: ignore[misc]
        rows.append({"engine": "orgraph", "at": f"… {level} given", **some})
    for way in GROUP:
        some = shown(joined, test, lambda query, way=way: query.way == way)  # type: ignore[misc]
        rows.append({"engine": "orgraph", "at": f"… {GROUP[way]}: {way}", **some})
    open_ = [(outcome, query) for outcome, query in zip(outcomes, test.asked, strict=True) if not outcome.joined]
    due = [(outcome, query) for outcome, query in open_ if not query.truth.held_out and not outcome.ambiguous]
    ranks = Counter(outcome.offered.index(query.truth.code) + 1 for outcome, query in due
                    if query.truth.code in outcome.offered)
    queue = {
        "texts": len(test.asked), "joined": sum(map(bool, joined)),
        "ambiguous (all of the name listed)": sum(outcome.ambiguous for outcome, _ in open_),
        "in the queue": sum(bool(outcome.offered) for outcome, _ in open_),
        "pairs in the queue": sum(len(outcome.offered) for outcome, _ in open_),
        "of these texts held out": sum(bool(outcome.offered) and query.truth.held_out for outcome, query in open_),
        "nothing offered": sum(not outcome.offered and not outcome.ambiguous for outcome, _ in open_),
        "due, not joined": len(due), "of these offered first, by way": {
            way: round(sum(query.way == way and outcome.offered[:1] == (query.truth.code,) for outcome, query in due)
                       / max(1, sum(query.way == way for _, query in due)), 3) for way in GROUP},
        "recall of the queue at 1": round(ranks[1] / len(due), 4),
        "recall of the queue at 3": round(sum(ranks.values()) / len(due), 4),
    }
    return rows, queue


def check_codes(file: Path) -> dict[str, int]:
    """Real codes that pass, and how many of their single-character corruptions are caught."""
    with file.open(encoding="utf-8") as rows:
        codes = [row["uscc"] for row in csv.DictReader(rows)]
    wrong = [code[:at] + other + code[at + 1:] for code in codes for at in range(18) for other in ALPHABET
             if other != code[at]]
    return {"codes": len(codes), "pass": sum(not fault(code) for code in codes), "corrupted": len(wrong),
            "caught": sum(bool(fault(code)) for code in wrong)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=Path, required=True)
    parser.add_argument("--codes", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="*", default=["orgraph", "rapidfuzz", "splink"])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    tune, test = labelled(given.areas, given.seed, 0), labelled(given.areas, given.seed + 1, 1)
    result: dict[str, Any] = {
        "seed": given.seed, "tuning": {"texts": len(tune.asked), "known": len(tune.known)},
        "test": {"texts": len(test.asked), "known": len(test.known), "name another too": len(test.twins)},
        "versions": {name: version(name) for name in ("orgraph", "rapidfuzz", "splink", "duckdb", "pypinyin")},
        "python": platform.python_version(),
    }
    rows, result["queue"] = ours(test)
    if "rapidfuzz" in given.only:
        from resolution_peers import rapidfuzz_best
        rows += peer("rapidfuzz WRatio", lambda s: rapidfuzz_best(s.asked, s.known), tune, test, rows[0]["recall"])
    if "splink" in given.only:
        from resolution_peers import splink_best
        rows += peer("splink", lambda s: splink_best(s.asked, s.known, given.seed), tune, test, rows[0]["recall"])
    if given.codes:
        result["codes"] = check_codes(given.codes)
    result["rows"] = rows
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    lines += ["| " + " | ".join(str(row.get(column, "")) for column in COLUMNS) + " |" for row in rows]
    lines += ["", *(f"- {name}: {value}" for name, value in result.items() if name != "rows")]
    print("\n".join(lines))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "resolution.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (given.out / "resolution.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
