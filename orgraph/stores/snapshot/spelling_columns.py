"""The names of a snapshot's nodes → columns in which what people type is found.

Texts stand in the order of how much their nodes matter (`ranks`), then of positions. text.at: where each begins in
`chars` (one more than texts); text.node: whose it is; text.whole: 1 for a name or alias, 0 for a code or number, of
which only the beginning is looked up; text.rank, text.letters: its node's rank, the letter classes in it as bits.
chars: folded characters, a 0 behind each text. startN.at, startN.number: for each N letter classes (as one number)
where their texts begin in the list of the texts that begin with them. inside2.*: the places in `chars` where two
letters stand elsewhere in a name. All lists ascend. A character that is read in several ways stands under each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.pool import Pool, pack
from orgraph.stores.snapshot.spelling_codes import UNSOUGHT
from orgraph.typed.letters import CLASSES, GONE, READINGS, Codes, classes_of, folded
from orgraph.vocabulary import vocabulary

SOUGHT = ("Area", "Organization", "Topic", "Person")  # kinds of node that people look for by name, areas first
_LETTER = CLASSES.bit_length() - 1
_POOLS = ("name", "aliases", "code", "number")
_DIGITS = range(ord("0"), ord("9") + 1)

Numbers = npt.NDArray[np.int32]


@cache
def ranks() -> npt.NDArray[np.uint8]:
    """By kind code how much a node of it matters where several fit, 0 most: larger areas first; UNSOUGHT of others."""
    words = vocabulary()
    deepest = max(kind.level or 0 for kind in words.kinds.values())
    found = np.full(len(words.kind_order), UNSOUGHT, np.uint8)
    for code, name in enumerate(words.kind_order):
        for group, root in enumerate(SOUGHT):
            if words.is_a(name, root):
                found[code] = (words.kinds[name].level or deepest) if group == 0 else deepest + group
    return found


def spelling_columns(columns: Columns) -> dict[str, Array]:
    """The columns for the nodes of a snapshot, or of a part of it that has their texts and kinds."""
    rank = ranks()[columns["node.kind"]]
    parts = [_pool(columns, name) for name in _POOLS]
    chars = np.concatenate([part for part, _ in parts])
    owners = np.concatenate([owner for _, owner in parts])
    whole = np.concatenate([np.full(len(owner), name in ("name", "aliases"), np.uint8)
                            for name, (_, owner) in zip(_POOLS, parts, strict=True)])
    ends = np.flatnonzero(chars == 0)
    begins = np.concatenate((ends[:0], [0], ends[:-1] + 1))[:len(ends)]
    lengths = ends - begins + 1
    # Most nodes have no alias, code or number: their empty texts go.
    some = np.flatnonzero((lengths > 1) & (rank[owners] != UNSOUGHT))
    order = some[np.lexsort((owners[some], rank[owners[some]]))]
    at = np.zeros(len(order) + 1, np.int64)
    np.cumsum(lengths[order], out=at[1:])
    chars = chars[np.repeat(begins[order] - at[:-1], lengths[order]) + np.arange(at[-1])]
    found: dict[str, Array] = {"text.at": at.astype(np.int32), "text.node": owners[order].astype(np.int32),
                               "text.whole": whole[order], "text.rank": rank[owners[order]], "chars": chars}
    found["text.letters"] = _letters(chars, at)
    for letters in (1, 2, 3):
        found |= _index(f"start{letters}", chars, at[:-1], np.arange(len(order), dtype=np.int32), letters)
    places = _inside(chars, at, found["text.whole"])
    return found | _index("inside2", chars, places, places, 2)


def part_of(columns: Columns, nodes: Sequence[int]) -> Columns:
    """What `spelling_columns` needs of a few nodes."""
    found: dict[str, Array] = {"node.kind": columns["node.kind"][list(nodes)]}
    for name in _POOLS:
        pool = Pool(columns, name)
        found |= pack(name, [pool[node] for node in nodes])
    return Columns(found)


def _pool(columns: Columns, name: str) -> tuple[Codes, Array]:
    """All texts of a pool folded, a 0 behind each, and for each the node whose it is."""
    at, data = columns[f"{name}.at"], columns[f"{name}.bytes"]
    ends = at[1:] + np.arange(len(at) - 1)
    is_text = np.ones(len(data) + len(ends), bool)
    is_text[ends] = False
    octets = np.zeros(len(is_text), np.uint8)
    octets[is_text] = data
    aliases = np.flatnonzero(octets == ord("\x1f"))
    octets[aliases] = 0
    chars = folded(octets.tobytes().decode())
    owners = np.sort(np.concatenate((np.arange(len(ends)), np.searchsorted(ends, aliases))), kind="stable")
    return chars[chars != GONE], owners


def _letters(chars: Codes, at: Array) -> npt.NDArray[np.uint64]:
    """For each text, a bit for each letter class that one of its characters may be read with."""
    bits = np.bitwise_or.reduce(np.left_shift(np.uint64(1), classes_of().astype(np.uint64)), axis=0)
    return np.bitwise_or.reduceat(bits[chars], at[:-1]) if len(at) > 1 else bits[:0]


def _inside(chars: Codes, at: Array, whole: Array) -> Numbers:
    """Places of names other than their beginnings; of each run of digits only the first."""
    digit = (chars >= _DIGITS.start) & (chars < _DIGITS.stop)
    sought_here = np.repeat(whole.astype(bool), np.diff(at)) & (chars != 0)
    sought_here[at[:-1]] = False
    sought_here[1:] &= ~(digit[1:] & digit[:-1])
    return np.flatnonzero(sought_here).astype(np.int32)


def _index(name: str, chars: Codes, places: Array, numbers: Numbers, letters: int) -> dict[str, Array]:
    """An index of `numbers` by the letters at `places`, a place once under each way to read it."""
    classes = classes_of()
    shifts = [chars[places]]
    for _ in range(1, letters):  # a 0 ends every text, and behind it stands another
        after = chars[np.minimum(places + len(shifts), len(chars) - 1)]
        shifts.append(np.where(shifts[-1] == 0, 0, after).astype(np.uint16))
    usual = [classes[0][shift] for shift in shifts]
    keys, owners = [_key(usual)], [numbers]
    several = (classes != classes[0]).any(axis=0)
    for where, there in enumerate(shifts):
        some = np.flatnonzero(several[there])
        for row in range(1, READINGS):
            new = some[classes[row][there[some]] != usual[where][some]]
            read = [letter[new] for letter in usual]
            read[where] = classes[row][there[new]]
            keys.append(_key(read))
            owners.append(numbers[new])
    key, owner = np.concatenate(keys), np.concatenate(owners)
    if len(owner) > len(numbers):
        order = np.argsort(owner, kind="stable")
        key, owner = key[order], owner[order]
    # Stable sorts of 16 bits are radix sorts, some five times as fast as one of 32.
    for shift in (0, 16)[:1 + (letters > 2)]:
        order = np.argsort((key >> np.uint32(shift) & np.uint32(0xFFFF)).astype(np.uint16), kind="stable")
        key, owner = key[order], owner[order]
    begin = np.searchsorted(key, np.arange(CLASSES ** letters + 1, dtype=np.uint32))
    return {f"{name}.at": begin.astype(np.int32), f"{name}.number": owner}


def _key(letters: list[Array]) -> Array:
    """Letter classes as one number each."""
    key = np.zeros(len(letters[0]), np.uint32)
    for letter in letters:
        key = key << np.uint32(_LETTER) | letter
    return key
