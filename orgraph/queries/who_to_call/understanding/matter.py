"""The class of a matter (个事 社事 专事 难事), and why: who has to deal with it."""

from __future__ import annotations

import re

from orgraph.queries.who_to_call.topics import MatterClass
from orgraph.vocabulary import vocabulary

# Nobody below could settle it: many were asked, many years went by, or two bodies each wait for the other.
_HARD = re.compile("|".join((
    "踢皮球|推来推去|互相推|来回推|推诿|扯皮|历史遗留|石沉大海|没有下文|都说不归|谁都不管|转来转去|绕一圈",
    "互为前置|卡在中间|两头(?:堵|卡|跑)",
    "推(?:给|到)?[^,。]{1,6}[,、][^,。]{1,6}推",  # A 推 B，B 推 A
    "(?:反映|跑|找|投诉|上访|打|拖|等)了[^,。]{0,4}?(?:[五六七八九十]|十几|几十|上百|无数|[1-9][0-9])(?:多?年|多?次|多?趟|多?回|多?遍)",
)))

_WHY: dict[MatterClass, str] = {
    "个事": "属于个人或家庭的需求，由本人、邻里互助或志愿服务办理，社区协助",
    "社事": "属于小区或社区范围内大家的事，由社区、小区组织牵头商量办理",
    "专事": "需要{who}等单位依职责办理",
    "难事": "一家单位办不了或久拖未决，需要提级会商",
}


def matter(
    text: str, usual: MatterClass, changed: MatterClass | None, lead: tuple[str, ...]
) -> tuple[MatterClass, str]:
    """The class of a matter and its reason in one sentence.

    `usual` is the class of the topic, `changed` the class that a condition of the topic set (it wins), `lead` the
    functions that lead. Signs that the matter went round in circles make it hard, whatever the topic.
    """
    hard = _HARD.search(text)
    if hard:
        return "难事", f"文中说“{hard[0]}”，{_WHY['难事']}"
    found = changed or usual
    functions = vocabulary().functions
    who = "、".join(functions[name].zh for name in lead[:2])
    return found, _WHY[found].format(who=who)
