"""The answer as plain text, to copy into a work order."""

from __future__ import annotations

from orgraph.api.pages.chrome import Chrome
from orgraph.queries.who_to_call.results import CallResult, Candidate
from orgraph.results import Contact

SHOWN = 3  # candidates


def card(chrome: Chrome, result: CallResult) -> str:
    """The matter, the first candidates with their reasons, who sits down together, whom next; by which data."""
    t = chrome.t
    lines = [f"{t('call.matter')}：{result.text}"]
    if result.place:
        lines.append(f"{t('call.place')}：{'·'.join([*result.place.path, result.place.name])}")
    if result.topics:
        lines.append(f"{t('call.topic')}：{result.topics[0].name}　{t('call.class')}：{result.matter_class or '—'}")
    for candidate in result.candidates[:SHOWN]:
        lines.append(f"{candidate.rank}. {candidate.organization.name}　{_reach(chrome, candidate)}")
        lines.append(f"   {candidate.why}")
    if result.convene:
        names = [ref.name for ref in result.convene.support]
        who = [(t("call.convener"), result.convene.convener), (t("call.lead"), result.convene.lead)]
        lines += [f"{title}：{ref.name}" for title, ref in who if ref]
        lines += [f"{t('call.support')}：{'、'.join(names)}"] if names else []
        lines += [f"{t('call.basis')}：{result.convene.basis}"] if result.convene.basis else []
    if result.escalation:
        steps = [f"{rung.organization.name}（{_after(chrome, rung.after_hours)}）" for rung in result.escalation]
        lines.append(f"{t('call.ladder')}：{' → '.join(steps)}")
    lines.append(f"{t('page.as_of')} {result.as_of} · {t('page.generation', n=result.generation)} · orgraph")
    return "\n".join(lines)


def _reach(chrome: Chrome, candidate: Candidate) -> str:
    person = f"{candidate.person.post} {candidate.person.name}" if candidate.person else chrome.t("call.no_person")
    return f"{person}　{_number(chrome, candidate.contact)}"


def _number(chrome: Chrome, contact: Contact | None) -> str:
    return chrome.t("contact.none") if contact is None else contact.value


def _after(chrome: Chrome, hours: int) -> str:
    return chrome.t("call.after", n=hours) if hours else chrome.t("call.at_once")
