"""Where a line of Thai may end: between words. Typst's own guess breaks inside them (ตำ/บล, นา/ยกเทศมนตรี).

At set-up, `python -m localplan.toolkit.pdf.words FROM TO` makes the word list of PyThaiNLP ready for narrow columns.

The text leaves here with a ZERO WIDTH SPACE at every place where a line may end; `prints/thai.typ` sets what stands
between two such places as one unbreakable box and drops the sign, so that copied text is clean.
"""

from __future__ import annotations

import re
import sys
import tempfile
from functools import cache, lru_cache
from pathlib import Path

import nlpo3

MAY_END = "\u200b"
#: Letters from which a word of the list is taken apart, where it is made of other words.
LONG_WORD = 13
#: Letters from which what is no word at all (an address of a page, keys leant upon) may end anywhere.
LONGEST_WORD, LONGEST_LATIN = 30, 16
#: Words the list lacks.
OWN_WORDS = ("ตารางเมตร", "ลูกบาศก์เมตร", "ลูกบาศก์")
_NBSP = "\u00a0"
_DICTIONARY = "print"
_THAI_RUN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]{4,}")
#: What may not begin a line: marks over and under letters, vowels written after, ๆ and ฯ.
_CLINGS = re.compile("[ะ-ฺๅๆฯ็-๎]")
#: What a line may not end with: vowels written before their consonant.
_LEADS = "เแโใไ"
_FIGURES = re.compile("[0-9๐-๙.,%-]+")
_AFTER = re.compile(r"(?<=[/)])(?=[^\s/)\-–.,:;0-9๐-๙])|(?<=[\-–])(?=[ก-ฮเ-ไ])")


def with_breaks(text: str) -> str:
    """The text with a ZERO WIDTH SPACE wherever a line may end. A NO-BREAK SPACE stays one."""
    return "\n".join(_line(line) for line in text.split("\n"))


def load(word_list: Path) -> None:
    """Read the dictionary (one word a line); once in a process, before the first Thai text."""
    _load(word_list)


@cache
def _load(word_list: Path) -> None:
    nlpo3.load_dict(str(word_list), _DICTIONARY)


@lru_cache(maxsize=20_000)
def _line(line: str) -> str:
    return f"{MAY_END} {MAY_END}".join(_piece(piece) for piece in line.split(" "))


@lru_cache(maxsize=50_000)
def _piece(piece: str) -> str:
    words = _AFTER.sub(MAY_END, _THAI_RUN.sub(lambda run: MAY_END.join(thai_words(run[0])), piece))
    words = words.replace(f"{MAY_END}ที่{_NBSP}", f"ที่{_NBSP}")  # หมู่ที่ 5, ครั้งที่ 2 stay in one piece
    return MAY_END.join(_cut(word) for word in words.split(MAY_END))


def thai_words(run: str) -> list[str]:
    """The words of a run of Thai letters, none beginning or ending where a line may not."""
    words: list[str] = []
    for word in nlpo3.segment(run, _DICTIONARY):
        if words and words[-1] == "สำ" and word.startswith("นัก"):
            words[-1], word = "สำนัก", word[3:]  # สำ|นักการศึกษา: as few words as สำนัก|การศึกษา, but wrong
            if not word:
                continue
        if words and (_CLINGS.match(word) or words[-1][-1] in _LEADS):
            words[-1] += word
        else:
            words.append(word)
    return words


def _cut(word: str) -> str:
    """What is too long to be a word may end anywhere between clusters."""
    longest = LONGEST_WORD if _THAI_RUN.match(word) else LONGEST_LATIN
    if len(word) <= longest or _FIGURES.fullmatch(word) or _NBSP in word:
        return word
    clusters = re.findall(f"[{_LEADS}]?.{_CLINGS.pattern}{{0,3}}", word)
    return MAY_END.join("".join(clusters[start : start + 8]) for start in range(0, len(clusters), 8))


def make_list(source: Path, target: Path) -> None:
    """Write the list without the long words that are made of shorter ones: องค์กรปกครองส่วนท้องถิ่น fills no cell."""
    words = sorted({*source.read_text("utf-8").split("\n"), *OWN_WORDS} - {""})
    short = {word for word in words if len(word) < LONG_WORD}
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as place:
        place.write("\n".join(sorted(short)))
        place.flush()
        load(Path(place.name))
    kept = [word for word in words if word in short or not _is_made_of(word, short)]
    target.write_text("\n".join(kept) + "\n", "utf-8")


def _is_made_of(word: str, short: set[str]) -> bool:
    parts = thai_words(word)
    return all(part in short and len(part) > 2 for part in parts)


if __name__ == "__main__":
    make_list(Path(sys.argv[1]), Path(sys.argv[2]))
