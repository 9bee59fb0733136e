"""Finding the words of a list in a text, exactly and by sound, in one pass each (Aho-Corasick)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

from orgraph.queries.who_to_call.text.sounds import sounds


class Found(NamedTuple):
    """A word at text[start:end]; `heard` when only its sound is there."""

    start: int
    end: int
    word: str
    heard: bool


class Words:
    """A list of words to find. Words of at least `heard_length` characters are also found by sound."""

    def __init__(self, words: Iterable[str], heard_length: int) -> None:
        wanted = sorted(set(words))
        self._exact = _automaton((word, word) for word in wanted)
        self._heard = _automaton((sounds(word), word) for word in wanted if len(word) >= heard_length)

    def find(self, text: str) -> list[Found]:
        """The words in `text` by position, without those inside a longer one that was found."""
        found = [Found(last - len(word) + 1, last + 1, word, False) for last, word in self._exact.iter(text)]
        there = {(hit.start, hit.end) for hit in found}
        for last, word in self._heard.iter(sounds(text)):
            hit = Found(last - len(word) + 1, last + 1, word, True)
            if (hit.start, hit.end) not in there:
                found.append(hit)
        found.sort(key=lambda hit: (hit.start, -hit.end, hit.heard))
        kept: list[Found] = []
        for hit in found:
            if not any(other.start <= hit.start and hit.end <= other.end for other in kept[-4:]):
                kept.append(hit)
        return kept


def _automaton(pairs: Iterable[tuple[str, str]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for key, word in pairs:
        automaton.add_word(key, word)
    automaton.add_word("\x00", "\x00")  # an empty automaton cannot be searched
    automaton.make_automaton()
    return automaton
