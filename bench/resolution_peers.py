"""What general matchers make of the same texts: rapidfuzz's best match, and splink's probabilities."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import splink.comparison_library as cl
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from variants import Community, Query

from orgraph.names import area_key, normalise


class Guess(NamedTuple):
    """The best match of a text: its code and score; an empty code where nothing matches or two are the best."""

    code: str
    score: float


NOTHING = Guess("", 0.0)


def rapidfuzz_best(asked: Sequence[Query], known: Sequence[Community]) -> list[Guess]:
    """WRatio over the normalised names of the same context; two equal best ones are no match."""
    inside: dict[tuple[str, str], list[Community]] = defaultdict(list)
    for one in known:
        for area in (one.street, one.district, one.city):
            inside[area].append(one)
    names = {area: [normalise(one.name) for one in ones] for area, ones in inside.items()}
    found = []
    for query in asked:
        best = process.extract(normalise(query.text), names.get(query.area, []), scorer=fuzz.WRatio, limit=2)
        sure = best and (len(best) == 1 or best[0][1] > best[1][1])
        found.append(Guess(inside[query.area][best[0][2]].code, best[0][1]) if sure else NOTHING)
    return found


def splink_best(asked: Sequence[Query], known: Sequence[Community], seed: int) -> list[Guess]:
    """The most probable link of each text; normalised names without endings, their sounds, and the areas given."""
    queries = pd.DataFrame([{
        "unique_id": str(at), **_words(query.text), "street": query.area[0] if query.level == "street" else None,
        "district": query.area[0][:6] if query.level != "city" else None, "city": query.area[0][:4],
    } for at, query in enumerate(asked)])
    places = pd.DataFrame([{"unique_id": one.code, **_words(one.name), "street": one.street[0],
                            "district": one.district[0], "city": one.city[0]} for one in known])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8, 0.7]), cl.ExactMatch("ending"),
                     cl.JaroWinklerAtThresholds("sound", [0.95, 0.88]), cl.ExactMatch("street"),
                     cl.ExactMatch("district")],
        blocking_rules_to_generate_predictions=[
            block_on("street"), block_on("district", "substr(name, 1, 1)"), block_on("city", "substr(name, 1, 2)"),
            block_on("city", "sound"), block_on("city", "substr(name, -2)")],
    )
    logging.getLogger("splink").setLevel(logging.ERROR)  # levels that training has not seen are no news
    api = DuckDBAPI()
    linker = Linker([api.register(queries), api.register(places)], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("street", "name")], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=seed)
    for rule in (block_on("name", "city"), block_on("street"), block_on("district", "sound")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    left = pairs["unique_id_l"].str.len() < pairs["unique_id_r"].str.len()
    pairs["query"] = pairs["unique_id_l"].where(left, pairs["unique_id_r"])
    pairs["code"] = pairs["unique_id_r"].where(left, pairs["unique_id_l"])
    found = [NOTHING] * len(asked)
    for query, group in pairs.sort_values("match_weight", ascending=False).groupby("query", sort=False):
        first = group.iloc[0]
        if len(group) == 1 or first["match_weight"] > group.iloc[1]["match_weight"]:
            found[int(str(query))] = Guess(str(first["code"]), float(first["match_weight"]))
    return found


def _words(text: str) -> dict[str, str]:
    key = area_key(text)
    ending = next((end for end in ("社区", "村") if key.endswith(end) and len(key) > len(end)), "")
    name = key[:len(key) - len(ending)]
    return {"name": name, "ending": ending or None, "sound": "".join(lazy_pinyin(name))}  # type: ignore[dict-item]
