"""What a text is found by: the terms of the index, and the question that is asked of it.

Both come from one analysis, so that every text is found by itself. The index only splits terms at
spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graph.domain.text import folded

LONGEST_TERM: Final = 64
MOST_WORDS: Final = 10
LONGEST_RUN: Final = 40
"""How many characters of a run without spaces a question asks for."""
NOTHING: Final = "-*:*"
_APART: Final = "--"
"""Between the texts of one node; no question asks for it."""

# Scripts that write words without spaces between them; their characters are terms by themselves.
# Source: the line breaking classes ID, CJ and SA of Unicode Standard Annex 14, without symbols.
_RUN: Final = re.compile(
    "["
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ece\u0edc-\u0edf"  # Lao
    "\u0f40-\u0fbc"  # Tibetan
    "\u1000-\u109f\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"  # Myanmar
    "\u1780-\u17d3\u17dc\u17dd"  # Khmer
    "\u1950-\u1974\u1980-\u19c9\u1a20-\u1a7c\uaa80-\uaadf"  # Tai, four ways
    "\ua980-\ua9c0"  # Javanese
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u302d\u3031-\u3035\u3038-\u303c"  # radicals, marks
    "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001b000-\U0001b16f"  # Kana
    "\u3105-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # ideographs
    "\ua000-\ua48c\U00017000-\U00018cff\U0001b170-\U0001b2ff"  # Yi, Tangut, Nushu
    "]+"
)


def terms(texts: Iterable[str]) -> str:
    """The terms of a title or name and of labels, with spaces between them, each text's own.

    Beside its words a text is found by what stands between spaces without its punctuation: `email`
    finds "e-mail", and `1000000` finds "1,000,000".
    """
    return f" {_APART} ".join(" ".join(_indexed(text)) for text in texts)


def question(text: str, field: str) -> str:
    """The text as a query of the index, in Lucene's classic syntax: everything has to be there,
    words whole or as a beginning; NOTHING for a text that says nothing.

    The score says how many of the words are there as a whole, and nothing else. A word's own score
    would depend on how often all organizations use it, which is nobody's business, and change while
    somebody turns pages.
    """
    whole = folded(text)
    chunks = [chunk for chunk in map(_pieces, whole.split()) if chunk][:MOST_WORDS]
    if chunks:
        return " ".join(f"+({_of_chunk(chunk, field)})" for chunk in chunks)
    marks = _marks(whole)[:MOST_WORDS]
    return " ".join(f"+{field}:{_quoted(mark)}^0" for mark in marks) or NOTHING


def _indexed(text: str) -> Iterator[str]:
    whole = folded(text)
    chunks = [chunk for chunk in map(_pieces, whole.split()) if chunk]
    for chunk in chunks:
        for piece in chunk:
            yield from piece if _RUN.match(piece) else [piece[:LONGEST_TERM]]
    yield from filter(None, map(_joined, chunks))
    if chunks:
        yield from (mark for mark in whole if _is_symbol(mark))
    else:
        yield from _marks(whole)


def _of_chunk(chunk: Sequence[str], field: str) -> str:
    if len(chunk) == 1:
        return _of_piece(chunk[0], field)
    apart = " ".join(f"+({_of_piece(piece, field)})" for piece in chunk[:MOST_WORDS])
    joined = _joined(chunk)
    return f"({apart}) {_of_piece(joined, field)}" if joined else apart


def _of_piece(piece: str, field: str) -> str:
    if _RUN.match(piece):
        return f"{field}:{_quoted(' '.join(piece[:LONGEST_RUN]))}^0"
    word = piece[:LONGEST_TERM]
    return f"{field}:/{word}/^4 {field}:{word}*"


def _pieces(chunk: str) -> list[str]:
    """The words and runs of what stands between two spaces, in its order."""
    pieces: list[str] = []
    for word in "".join(c if _in_word(c) else " " for c in chunk).split():
        at = 0
        for run in _RUN.finditer(word):
            pieces += [word[at : run.start()], run[0]]
            at = run.end()
        pieces.append(word[at:])
    return [piece for piece in pieces if piece]


def _joined(chunk: Sequence[str]) -> str:
    """Several words as one; empty where runs are among them, whose characters are terms anyway."""
    whole = "".join(chunk)[:LONGEST_TERM]
    return "" if len(chunk) == 1 or _RUN.search(whole) else whole


def _in_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNM"


def _is_symbol(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "SC"


def _marks(whole: str) -> list[str]:
    """What a text without words is found by: its symbols, and its punctuation if it has none."""
    symbols = [letter for letter in whole if _is_symbol(letter)]
    return symbols or [letter for letter in whole if not letter.isspace()]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
