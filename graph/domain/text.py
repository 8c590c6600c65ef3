"""Texts as they are stored, and as they are compared.

Stored texts are in Unicode form NFC, trimmed, and have no control characters. Compared texts ignore
case, accents and form (`folded`). The definitions follow Unicode Standard Annex 15 (forms) and the
property Default_Ignorable_Code_Point of DerivedCoreProperties.txt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

# Default_Ignorable_Code_Point, and the two that fonts draw as nothing though they are letters or
# symbols by their category: the blank Braille pattern and the blank character.
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\u2800"
)
_SPACE: Final = r"\s\u0085\x1c-\x1f"
_IGNORABLE: Final = re.compile(f"[{_INVISIBLE}]+")
_VISIBLE: Final = re.compile(f"[^{_INVISIBLE}{_SPACE}\\x00-\\x1f\\x7f-\\x9f]")
# What is pasted along with a text and means nothing at its ends. Joiners and variation selectors
# belong to the character beside them.
_EDGES: Final = f"[{_SPACE}\u00ad\u180e\u200b\u2060\ufeff\\x00-\\x1f\\x7f-\\x9f]+"
_AT_ENDS: Final = re.compile(rf"\A{_EDGES}|{_EDGES}\Z")
_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SPACES: Final = re.compile(r"\s+")

_ALIKE: Final = str.maketrans(
    dict.fromkeys("‘’‚‛′ʹʻʼʽˈ＇`´׳", "'")
    | dict.fromkeys("“”„‟″«»״＂", '"')
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | {"·": "·", "‧": "·", "⁄": "/", "∕": "/"}
)
"""Marks that keyboards and word processors put for each other."""
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ĸ": "k", "ŋ": "n", "ς": "σ", "ə": "e"}
)
"""Letters that people without them on their keyboard write so, and that no form takes apart."""
# Canonical combining classes of marks that are accents: overlays, nuktas, the points of Hebrew,
# Arabic and Syriac, and whatever stands over, under or through a letter. Vowel signs, viramas,
# tone marks and kana voicing marks have others, and tell words apart.
_ACCENTS: Final = frozenset((1, 7, *range(10, 37), *range(200, 241)))


def line(text: str) -> str:
    """A title, name or label as it is stored: one line. What shows nothing is the empty text."""
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    if not _VISIBLE.search(text):
        return ""
    whole = _CONTROL.sub(_in_line, _BREAK.sub(" ", text).replace("\n", " "))
    return unicodedata.normalize("NFC", _AT_ENDS.sub("", whole))


def lines(text: str) -> str:
    """A long text as it is stored: its line breaks are line feeds."""
    if not _VISIBLE.search(text):
        return ""
    whole = _CONTROL.sub(_in_line, _BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", _AT_ENDS.sub("", whole))


def address(text: str) -> str:
    """An e-mail address as it is stored and compared: in lower case, without what shows nothing."""
    shown = _CONTROL.sub("", _IGNORABLE.sub("", unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", shown.strip().lower())


def label_key(text: str) -> str:
    """What two labels have in common that differ in case or form only. Accents do differ."""
    shown = _IGNORABLE.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", _SPACES.sub(" ", shown).strip().casefold())


def distinct_labels(labels: Iterable[str]) -> list[str]:
    """The labels, each once, in the spelling that comes first."""
    first: dict[str, str] = {}
    for label in labels:
        first.setdefault(label_key(label), label)
    return list(first.values())


def folded(text: str) -> str:
    """A text without case, accents and form, for `contains`: "Straße" is "strasse", "İ" is "i".

    Spaces count as one; what shows nothing is left out. A text of accents alone keeps them.
    """
    text = _CONTROL.sub(_in_line, text)
    if text.isascii():
        return " ".join(text.translate(_ALIKE).casefold().split())
    shown = _IGNORABLE.sub("", text)
    spread = unicodedata.normalize("NFKD", shown.translate(_ALIKE)).casefold()
    # Case folding can make what has to be taken apart again, and the other way round.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", spread).casefold())
    bare = "".join(map(_bare, spread)).translate(_LETTERS).translate(_ALIKE)
    whole = " ".join(unicodedata.normalize("NFC", bare).split())
    return whole or unicodedata.normalize("NFC", spread).strip()


def _in_line(match: re.Match[str]) -> str:
    return " " if match[0].isspace() else ""


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """A character of a decomposed text: nothing for an accent, a digit for one of any script, and
    the letter itself for one that Unicode calls "with" something and does not take apart (ł, ø)."""
    if letter.isascii():
        return letter
    if unicodedata.combining(letter) in _ACCENTS or unicodedata.category(letter) == "Me":
        return ""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    base, _, more = unicodedata.name(letter, "").partition(" WITH ")
    if more and letter.isalpha():
        try:
            return unicodedata.lookup(base).casefold()
        except KeyError:
            return letter
    return letter
