"""`orgraph rules check`: everything that is wrong in the rule files, and what is right but says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from orgraph.checked import faults, toml
from orgraph.errors import DataError, OrgraphError
from orgraph.queries.coverage.containment import contains, impossible
from orgraph.queries.coverage.rules import Rule, rule_files
from orgraph.results import Part


class Problem(Part):
    """What is wrong in a rule; `level` error: it cannot be used, or something in it can never be."""

    file: str
    rule: str
    level: Literal["error", "warning"]
    text: str


def check_rules(folder: Path | None = None) -> list[Problem]:
    """All problems of the rules that ship and of those in `folder`, by file and rule in order."""
    found: list[Problem] = []
    for name, text in rule_files(folder):
        try:
            tables = toml(name, text)
        except DataError as error:
            found.append(Problem(file=name, rule="", level="error", text=error.detail))
            continue
        for rule, value in tables.items():
            found += [Problem(file=name, rule=rule, level="error" if bad else "warning", text=said)
                      for bad, said in _problems(rule, value)]
    return found


def _problems(name: str, value: Any) -> Iterator[tuple[bool, str]]:
    try:
        rule = Rule.model_validate({"id": name, **value})
        rule.check()
    except ValidationError as error:
        yield from ((True, fault) for fault in faults(error))
    except (OrgraphError, TypeError) as error:
        yield True, str(error)
    else:
        yield from ((True, text) for text in _never(rule))
        if not any(example.covered for example in rule.example) or not any(e.missing for e in rule.example):
            yield False, "没有例子，或例子没有覆盖和缺口各至少一个 (no example of one covered and one missing)"
        if not rule.basis.place:
            yield False, "依据没有写到哪一处 (the basis names no place in the document)"


def _never(rule: Rule) -> Iterator[str]:
    """What in a rule can never be."""
    kinds = rule.eligible.nodes["f"].labels
    if prop := impossible(rule.eligible):
        yield f"没有什么能是对象：{prop} 的条件互相排斥 (no focus, its tests exclude each other)"
    for text, pattern in zip(rule.except_, rule.exempt, strict=True):
        if contains(pattern, rule.eligible):
            yield f"没有什么能是对象：都被排除 (nothing can be the focus, all is excepted): {text}"
    for number, mode in enumerate(rule.mode):
        if prop := impossible(mode.parsed):
            yield f"方式 {mode.id} 不可能成立：{prop} (the mode can never hold)"
        for earlier in rule.mode[:number]:
            if contains(earlier.parsed, mode.parsed, kinds):
                yield f"方式 {mode.id} 轮不到：{earlier.id} 先把它们都算走 (never reached, {earlier.id} takes them all)"
