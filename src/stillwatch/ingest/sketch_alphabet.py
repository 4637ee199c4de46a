"""What each code point is to a sketch: space, punctuation, part of a word, or a word alone.

Sketches made on two machines are joined years later, so nothing here may follow the Python
version: categories come from the frozen Unicode 3.2 database that every Python carries, and
a code point it does not know is a token by itself. That way a text of a script nobody
thought of is compared character by character and never collapses into "nothing found".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import ucd_3_2_0 as frozen

import numpy as np
from numpy.typing import NDArray

SPACE: Final = 0
"""White space, controls, NUL and U+FFFD (the mark of a lost character): folded away."""
DROP: Final = 1
"""Invisible format characters; they would let one prompt wear a thousand hashes."""
PUNCTUATION: Final = 2
MARK: Final = 3
"""Continues a word without being a letter: combining marks and the underscore."""
DIGIT: Final = 4
FIRST_SCRIPT: Final = 5
FIRST_ALONE: Final = 64
"""From here on every code point is a token by itself: scripts written without spaces."""
SYMBOL: Final = 64
UNKNOWN: Final = 65


@dataclass(frozen=True, slots=True)
class Script:
    """A script, its ranges, and the tag it stands for when its words say nothing more.

    `tag` is ISO 639-1 where one language owns the script, else the lower-case ISO 15924 name.
    """

    tag: str
    ranges: tuple[tuple[int, int], ...]
    spaced: bool = True


SCRIPTS: Final[tuple[Script, ...]] = (
    Script("latn", ((0x41, 0x24F), (0x250, 0x2AF), (0x1E00, 0x1EFF), (0xFF21, 0xFF5A))),
    Script("cyrl", ((0x400, 0x52F),)),
    Script("arab", ((0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    Script("deva", ((0x900, 0x97F),)),
    Script("el", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
    Script("he", ((0x590, 0x5FF), (0xFB1D, 0xFB4F))),
    Script("ko", ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))),
    Script("hy", ((0x530, 0x58F),)),
    Script("syrc", ((0x700, 0x74F),)),
    Script("thaa", ((0x780, 0x7BF),)),
    Script("bn", ((0x980, 0x9FF),)),
    Script("pa", ((0xA00, 0xA7F),)),
    Script("gu", ((0xA80, 0xAFF),)),
    Script("or", ((0xB00, 0xB7F),)),
    Script("ta", ((0xB80, 0xBFF),)),
    Script("te", ((0xC00, 0xC7F),)),
    Script("kn", ((0xC80, 0xCFF),)),
    Script("ml", ((0xD00, 0xD7F),)),
    Script("si", ((0xD80, 0xDFF),)),
    Script("ka", ((0x10A0, 0x10FF),)),
    Script("ethi", ((0x1200, 0x137F),)),
    Script("cher", ((0x13A0, 0x13FF),)),
    Script("mong", ((0x1800, 0x18AF),)),
    Script("zh", ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF)), False),
    Script("ja", ((0x3041, 0x309F), (0x30A1, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)), False),
    Script("th", ((0xE00, 0xE7F),), False),
    Script("lo", ((0xE80, 0xEFF),), False),
    Script("bo", ((0xF00, 0xFFF),), False),
    Script("my", ((0x1000, 0x109F),), False),
    Script("km", ((0x1780, 0x17FF),), False),
)

_STRAIGHT: Final = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
}


class Alphabet(NamedTuple):
    """`classes[cp]` is one of the classes above, `folds[cp]` the code point it is read as."""

    classes: NDArray[np.uint8]
    folds: NDArray[np.uint32]


def script_class(tag: str) -> int:
    """Return the class number of a script, by its tag."""
    at = [script.tag for script in SCRIPTS].index(tag)
    return at + (FIRST_SCRIPT if SCRIPTS[at].spaced else FIRST_ALONE + 2)


@lru_cache(maxsize=1)
def alphabet() -> Alphabet:
    """Build the two tables once per process, some 30 ms."""
    classes = np.full(0x110000, UNKNOWN, np.uint8)
    folds = np.arange(0x110000, dtype=np.uint32)
    for script in SCRIPTS:
        for low, high in script.ranges:
            classes[low : high + 1] = script_class(script.tag)
    for code in range(0x10000):
        if 0x3400 <= code < 0xFB00 and not 0xA000 <= code < 0xAC00:
            continue
        classes[code] = _class_of(chr(code), int(classes[code]))
        folds[code] = _fold_of(code)
    classes[0xD800:0xE000] = SPACE
    classes[0xFFFD] = SPACE
    classes[ord("_")] = MARK
    classes[0xFE00:0xFE10] = DROP
    classes[[0xAD, 0x200B, 0x2060, 0xFEFF]] = DROP
    classes[0x1F000:0x1FB00] = SYMBOL
    classes[0x20000:0x40000] = script_class("zh")
    classes[0xE0000:0xE01F0] = DROP
    return Alphabet(classes, folds)


def _class_of(char: str, script: int) -> int:
    category = frozen.category(char)
    if category[0] == "L" or category == "Cn":
        return script
    if category[0] == "M":
        return script if script >= FIRST_ALONE + 2 else MARK
    if category[0] == "N":
        return script if script >= FIRST_ALONE + 2 and category != "Nd" else DIGIT
    if category in ("Zs", "Zl", "Zp", "Cc", "Cs"):
        return SPACE
    if category == "Cf":
        return DROP
    return {"So": SYMBOL, "Co": UNKNOWN}.get(category, PUNCTUATION)


def _fold_of(code: int) -> int:
    """Lower case, full-width Latin as plain, curly quotes and dashes as straight ones.

    Only pairs already in Unicode 3.2 and no longer in UTF-8 than the original: the folded
    text must fit where the original was, and mean the same under every Python.
    """
    char = chr(code)
    if char in _STRAIGHT:
        return ord(_STRAIGHT[char])
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    if 0xD800 <= code < 0xE000:
        return code
    lower = char.lower()
    if len(lower) != 1 or frozen.category(lower) == "Cn":
        return ord(char)
    return ord(lower) if len(lower.encode()) <= len(chr(code).encode()) else ord(char)
