"""The registry of bridging measures: one number for every node of a projection.

A measure is a plain function from a projection to an array; what the number means, in a sentence for those who
read it, stands beside it here and nowhere else. Islands, cut vertices and bridges, which are more than a number a
node, are in `components` and `biconnected`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.measures.biconnected import cut_off
from orgraph.queries.bridging.measures.closeness import closeness, harmonic
from orgraph.queries.bridging.measures.components import component_size
from orgraph.queries.bridging.measures.constraint import constraint, effective_size, efficiency, hierarchy
from orgraph.queries.bridging.measures.degree import degree, strength
from orgraph.queries.bridging.projection import Floats, Projection

Mode = Literal["org", "person", "two"]
ALL_MODES: tuple[Mode, ...] = ("org", "person", "two")
ONE_MODE: tuple[Mode, ...] = ("org", "person")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its names, what it says, how it is defined, and the function.

    Attributes
    ----------
    id : the name users type
    zh, en : titles
    meaning : one plain sentence in Chinese for those who read the number
    definition, formula, reference : for those who check it
    function : projection → float64, one value a node; NaN where the measure is not defined
    modes : the kinds of projection on which it says something
    first : whether the "high" or the "low" values come first in a ranking of bridges
    weighted : whether the weights of the links enter
    """

    id: str
    zh: str
    en: str
    meaning: str
    definition: str
    formula: str
    reference: str
    function: Callable[[Projection], Floats]
    modes: tuple[Mode, ...] = ALL_MODES
    first: Literal["high", "low"] = "high"
    weighted: bool = False


# Enough for a ranking: the standard error is at most 1/(2·√pivots), 3 % of the largest possible value.
SAMPLE = 256

_BURT = "Burt, Structural Holes (1992) 50-71"

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        Measure(
            "degree", "联系数", "degree",
            "直接联系的单位或人有多少个;同一对之间有几重联系也只算一个。",
            "Number of nodes that a node is linked with; parallel ties count once.",
            "d(v) = |N(v)|", "Freeman, Social Networks 1 (1979) 215-239", degree,
        ),
        Measure(
            "strength", "联系强度", "strength",
            "全部联系的重数(或权重)之和,数值越大往来越密。",
            "Sum of the weights of a node's links: its number of ties when ties carry no weights.",
            "s(v) = Σ_u a_uv", "Barrat et al., PNAS 101 (2004) 3747-3752", strength, weighted=True,
        ),
        Measure(
            "betweenness", "中介度", "betweenness",
            "其他单位或人之间的最短路有多大比例要经过它;数值越大,越是绕不开的桥梁。",
            "Share of the shortest paths between other nodes that pass through a node; 1 at the centre of a star.",
            "b(v) = Σ_{s<t} σ_st(v)/σ_st ÷ its largest possible value",
            "Freeman, Sociometry 40 (1977) 35-41; Brandes, J. Math. Sociology 25 (2001) 163-177", betweenness,
        ),
        Measure(
            "betweenness_raw", "中介对数", "betweenness, in pairs",
            "有多少对单位或人之间的最短路要经过它(有多条最短路时按份额计)。",
            "Number of pairs of other nodes whose shortest paths pass through a node, each pair in shares.",
            "b(v) = Σ_{s<t} σ_st(v)/σ_st", "Freeman, Sociometry 40 (1977) 35-41",
            partial(betweenness, normalised=False),
        ),
        Measure(
            "betweenness_sampled", "中介度(抽样)", "betweenness, sampled",
            "中介度的抽样估计,用于特大的网络;看排名够用,精确数值以“中介度”为准。",
            f"Betweenness from {SAMPLE} sources drawn with a fixed seed, scaled up; exact on no more nodes.",
            "b(v) ≈ (n/k) Σ_{s in sample} δ_s(v)/2 ÷ its largest possible value",
            "Brandes & Pich, Int. J. Bifurcation and Chaos 17 (2007) 2303-2318",
            partial(betweenness, pivots=SAMPLE),
        ),
        Measure(
            "closeness", "接近度", "closeness",
            "平均几步能联系到其他单位或人;数值越大,消息传得越快。",
            "Inverse of the mean distance from the nodes reached, times the share of nodes reached.",
            "C(v) = r/Σd · r/(n−1)", "Wasserman & Faust, Social Network Analysis (1994) 184-187, 201", closeness,
        ),
        Measure(
            "harmonic", "调和接近度", "harmonic centrality",
            "到其他单位或人的距离取倒数再平均,到不了的算 0;网络分成几块时也可比较。",
            "Mean of inverse distances, 0 for nodes that cannot be reached.",
            "H(v) = Σ 1/d(u,v) ÷ its largest possible value", "Boldi & Vigna, Internet Mathematics 10 (2014) 222-262",
            harmonic,
        ),
        Measure(
            "constraint", "约束度", "Burt's constraint",
            "它的联系对象彼此之间抱团的程度;数值越小,越处在几个圈子之间,越能起桥梁作用。",
            "How far a node's strength goes, directly and through common contacts, into one closed circle.",
            "C_i = Σ_j (p_ij + Σ_q p_iq p_qj)²", _BURT, constraint, ONE_MODE, "low", True,
        ),
        Measure(
            "effective_size", "有效规模", "effective size",
            "除去互相重复的,真正各不相同的联系对象约有多少个。",
            "Number of contacts less those that the others make redundant.",
            "E_i = Σ_j (1 − Σ_q p_iq m_jq)", _BURT, effective_size, ONE_MODE, weighted=True,
        ),
        Measure(
            "efficiency", "效率", "efficiency",
            "联系对象中不重复的占多大比例;等于 1 表示彼此都不相识。",
            "Effective size over number of contacts.", "E_i / N_i", _BURT, efficiency, ONE_MODE, weighted=True,
        ),
        Measure(
            "hierarchy", "等级度", "hierarchy",
            "约束是否集中来自某一个联系对象;接近 1 表示几乎全系于一家,接近 0 表示各家均摊。",
            "How far a node's constraint comes from a single contact (Coleman-Theil disorder).",
            "H_i = Σ_j r_ij ln r_ij / (N_i ln N_i), r_ij = c_ij/(C_i/N_i)", _BURT, hierarchy, ONE_MODE, weighted=True,
        ),
        Measure(
            "cut_off", "失联数", "cut off",
            "它一旦退出,有多少单位或人会与本网络的主体部分断开;大于 0 就是单点隐患。",
            "Number of nodes that lose the largest part left of their component when the node goes.",
            "|component| − 1 − |largest part without v|", "Hopcroft & Tarjan, Comm. ACM 16 (1973) 372-378", cut_off,
        ),
        Measure(
            "component_size", "所在片规模", "component size",
            "与它直接或间接连得上的一共有多少个(含自己);数值小说明处在孤岛上。",
            "Number of nodes in the node's connected component.",
            "|component(v)|", "Harary, Graph Theory (1969) 13", component_size,
        ),
    )
}
