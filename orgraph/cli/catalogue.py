"""`orgraph layers`, `measures`: what there is to ask."""

from __future__ import annotations

from orgraph.cli.options import Json
from orgraph.cli.output import out, print_json, table


def layers(as_json: Json = False) -> None:
    """联系的种类 the kinds of tie that bridging looks at."""
    from orgraph.queries.bridging.layers import layers as all_layers

    found = all_layers().values()
    if as_json:
        print_json([layer.model_dump(mode="json") for layer in found])
        return
    out().print(table("联系 layers", ("编号 id", "名称 title", "默认用于 default", "模式 pattern"), (
        (layer.id, f"{layer.zh}\n{layer.en}", "、".join(layer.default), layer.pattern) for layer in found)))


def measures(as_json: Json = False) -> None:
    """桥梁的指标 the measures and what they mean."""
    from orgraph.queries.bridging.measures import MEASURES

    if as_json:
        names = ("id", "zh", "en", "meaning", "meaning_en", "definition", "formula", "normalisation", "reference",
                 "scope", "by", "modes", "first", "weighted", "direction")
        print_json([{name: getattr(measure, name) for name in names} for measure in MEASURES.values()])
        return
    out().print(table("指标 measures", ("编号 id", "名称 title", "意思 meaning", "公式 formula"), (
        (measure.id, f"{measure.zh}\n{measure.en}", f"{measure.meaning}\n{measure.meaning_en}", measure.formula)
        for measure in MEASURES.values())))
