"""A letter that goes with a calendar, or alone: number, addressee, body, dates it names, initials at its foot."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.thai_dates import fiscal_year

from .asking import Asking, Place, say
from .days import MONTH, Mention, mentions, read_span
from .lines import Passage, flat, join, read, words
from .links import Context, links_of, merged, settle
from .parsed import Choice, Cited, LetterDate, Line, Link, ParsedCircular, Skipped
from .sentences import MENU, years_in

_CODE = r"[ก-ฮ]{1,4}\.?\s*\d{2,5}(?:\.\d+)*\s*/\s*(?:ว\s*)?\d*"
_NUMBER_LINE = re.compile(rf"(?:เลขที่|ที่)?\s*({_CODE})(?:\s(?:กรม|สำนักงาน|จังหวัด|ศาลากลาง).*)?")
_ADDRESSEE = re.compile(
    r"(?:ถึง|เรียน)\s+((?:สำนักงาน|จังหวัด|ผู้ว่า|ท้องถิ่น|องค์กร|เทศบาล|องค์การ|อบต|อบจ|อปท|นาย|ปลัด|อำเภอ|หัวหน้า|ส่วน).*)"
)
_SUBJECT = re.compile(r"เรื่อง\s+(.+)")
_SENDS = re.compile(r"ขอส่ง(.+?)\s*(?:เพื่อ|มาเพื่อ|มาพร้อม|ดังนี้|ทั้งนี้|$)")
_CITED = re.compile(rf"(?P<urgency>ด่วนที่สุด|ด่วนมาก|ด่วน)?\s*ที่\s*(?P<number>{_CODE})\s*(?:ลงวันที่|ลว\.?)\s*$")
_DATE_LINE = re.compile(rf"(?:วันที่\s*)?(?:(\d{{1,2}})\s*)?({MONTH})\s*(?:พ\.?\s*ศ\.?)?\s*(\d{{4}})")
_INITIALS = re.compile(r"(.*?[^.…\s])\s*(?:\.{4,}|…+\.*)")
_ISSUER = re.compile(r"\s{8,}((?:กรม|กระทรวง|สำนักงาน|จังหวัด|สำนัก)\S*(?:\s\S+)?)\s*")
_LAST_PARAGRAPH = re.compile("จึง(?:เรียน|แจ้ง)มา")
_ENDS_PARAGRAPH = re.compile(r"(?:นั้น|ดังนี้)\s*$")


def starts_a_letter(lines: Sequence[Line], place: int) -> bool:
    """A letter's number alone on a line and its addressee below; or the addressee, where there is no number."""
    said = read(words(lines[place]))
    if _ADDRESSEE.fullmatch(said):
        return _number_above(lines, place) is None
    if not _NUMBER_LINE.fullmatch(said):
        return False
    below = [read(words(line)) for line in lines[place + 1 : place + 20] if words(line)][:8]
    return any(_ADDRESSEE.fullmatch(text) for text in below)


def _number_above(lines: Sequence[Line], place: int) -> int | None:
    above = range(max(place - 20, 0), place)
    return next((at for at in above if _NUMBER_LINE.fullmatch(read(words(lines[at])))), None)


@dataclass
class _Sheet:
    """The letter's lines sorted by where they stand."""

    number: str = ""
    to: str = ""
    subject: str = ""
    issuer: str = ""
    month: str = ""
    dated_on: dt.date | None = None
    written_in: dt.date | None = None  # first day of the letter's month


def read_letter(
    lines: Sequence[Line], code: str, asking: Asking, holidays: Collection[dt.date]
) -> tuple[ParsedCircular, list[Skipped]]:
    """Lines without furniture, blank ones kept: they end paragraphs."""
    sheet, initials, skipped = _Sheet(), [], []
    paragraphs: list[list[Line]] = [[]]
    last, head_ends = False, _head_ends(lines)
    for place, line in enumerate(lines):
        said = words(line)
        if not said:
            if paragraphs[-1]:
                paragraphs.append([])
            continue
        if found := _INITIALS.fullmatch(said):
            initials.append(_title(found[1]))
        elif (place <= head_ends and _takes_head(sheet, said)) or _takes_foot(sheet, line, said):
            pass
        elif place < head_ends:
            skipped.append(Skipped(line.number, line.text, _("head of the letter")))
        elif last and not paragraphs[-1]:
            skipped.append(Skipped(line.number, line.text, _("after the end of the letter")))
        else:
            if _LAST_PARAGRAPH.match(said):
                last = True
                paragraphs.append([])
            paragraphs[-1].append(line)
            if _ENDS_PARAGRAPH.search(said):
                paragraphs.append([])
    body = join(line for paragraph in paragraphs for line in paragraph)
    first_line = next((line.number for line in lines if words(line)), 0)
    where = Place(code, say(_("Letter %(number)s"), number=sheet.number), first_line)
    year = _year_of(sheet, body, where, asking)
    cites, dates, links = _dates_of(body, Context(year, where, asking, holidays))
    if not sheet.subject and (sends := _SENDS.search(body.text)):
        sheet.subject = sends[1].strip()
    circular = ParsedCircular(
        number=sheet.number,
        to=sheet.to,
        fiscal_year=year,
        subject=sheet.subject,
        month=sheet.month,
        dated_on=sheet.dated_on,
        body=tuple(join(paragraph).text for paragraph in paragraphs if paragraph),
        cites=tuple(cites),
        dates=tuple(dates),
        links=tuple(links),
        issuer=sheet.issuer,
        initials=tuple(initials),
        lines=tuple(line for line in lines if words(line)),
    )
    return circular, skipped


def _head_ends(lines: Sequence[Line]) -> int:
    """Place of the addressee or the subject, whichever is lower; 0 when neither stands near the top."""
    head = [place for place in range(len(lines)) if words(lines[place])][:12]
    kinds = (_ADDRESSEE, _SUBJECT)
    return max((at for at in head if any(kind.fullmatch(read(words(lines[at]))) for kind in kinds)), default=0)


def _takes_head(sheet: _Sheet, said: str) -> bool:
    """Number, addressee and subject stand above the body."""
    plain = read(said)
    if not sheet.number and (found := _NUMBER_LINE.fullmatch(plain)):
        sheet.number = _number(found[1])
    elif not sheet.to and (found := _ADDRESSEE.fullmatch(plain)):
        sheet.to = said[found.start(1) :].strip()
    elif not sheet.subject and (found := _SUBJECT.fullmatch(said)):
        sheet.subject = found[1]
    else:
        return False
    return True


def _takes_foot(sheet: _Sheet, line: Line, said: str) -> bool:
    """The issuing office, set apart from the margin, and the date on a line of its own."""
    if found := _DATE_LINE.fullmatch(read(said)):
        span = read_span(f"{found[1] or ''} {found[2]} {found[3]}")
        if span is not None and not sheet.month:
            sheet.month, sheet.written_in = said, span.first
            sheet.dated_on = span.first if found[1] else None
            return True
    if not sheet.issuer and len(said) <= 80 and (found := _ISSUER.fullmatch(line.text.replace("\t", " " * 8))):
        sheet.issuer = said
        return True
    return False


def _number(text: str) -> str:
    """มท 0810.5 /ว → มท 0810.5/ว"""
    return re.sub(r"ว\s*(?=\d)", "ว ", re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", text))).strip()


def _title(text: str) -> str:
    """The post beside the dots; an abbreviation gets back the full stop that the dots swallowed."""
    return text + "." if re.search(r"(?:^|[.\s])[ก-ฮ]{1,4}$", text) else text


def _year_of(sheet: _Sheet, body: Passage, place: Place, asking: Asking) -> int:
    """The fiscal year the letter names most often, else the one of its month or of its first date."""
    named = Counter(years_in(read(body.text)).fiscal).most_common()
    if named and (len(named) == 1 or named[0][1] > named[1][1]):
        return named[0][0]
    if named:
        years = sorted(year for year, times in named if times == named[0][1])
        text = say(_("Which fiscal year is the letter about?"))
        choices = [Choice(str(year), say(_("Fiscal year %(year)s"), year=year)) for year in years]
        question = asking.ask(place, "fiscal_year", ", ".join(map(str, years)), text, choices)
        return int(question.answer or years[-1])
    day = sheet.written_in or next((mention.first for mention in mentions(body.text)), None)
    return fiscal_year(day) if day else 0


def _dates_of(body: Passage, context: Context) -> tuple[list[Cited], list[LetterDate], list[Link]]:
    """Each date with the clause before it. A menu's date opens what the same letter asks the province to enter."""
    cites: list[Cited] = []
    dates: list[LetterDate] = []
    links: list[Link] = []
    begins, menu = 0, None
    for number, mention in enumerate(mentions(body.text), start=1):
        before = body.text[begins : mention.start]
        if mention.kind == "cited":
            found = _CITED.search(read(before))
            if found:
                cites.append(Cited(_number(found["number"]), mention.first, found["urgency"] or ""))
            begins = mention.end
            continue
        place = Place(f"{context.place.code}.date{number}", context.place.label, body.line_at(mention.start))
        here = replace(context, place=place)
        clause = _part(body, begins, mention)
        found_links = links_of(clause, here)
        kind, day, asked = settle(mention, 1, body, here)
        if MENU.search(flat(before)) and not found_links and kind == "opens":
            kind, menu = "menu", day
        links += found_links
        steps = tuple(dict.fromkeys(link.step for link in found_links))
        line = body.line_at(mention.start)
        dates.append(LetterDate(kind, day, mention.words, line, context.serves, steps, tuple(asked)))
        begins = mention.end
    if menu:
        links = [_opened_by(link, menu) for link in links]
    return cites, dates, list(merged(links, context.holidays))


def _opened_by(link: Link, menu: dt.date) -> Link:
    if link.opens_on or not link.due_on or link.due_on < menu:
        return link
    return replace(link, opens_on=menu, proposed=(*link.proposed, "opens_on"))


def _part(body: Passage, begins: int, mention: Mention) -> Passage:
    """The clause that ends with a date, and the words right after it that say "from then on"."""
    onwards = re.match(r"\s*เป็นต้นไป", body.text[mention.end :])
    end = mention.end + (onwards.end() if onwards else 0)
    kept = [(start, line) for start, line in zip(body.starts, body.lines, strict=True) if start < end]
    inside = [pair for n, pair in enumerate(kept) if n + 1 == len(kept) or kept[n + 1][0] > begins]
    starts = tuple(max(start - begins, 0) for start, _line in inside)
    return Passage(body.text[begins:end], tuple(line for _start, line in inside), starts)
