"""From the text of a document to everything in it: finds calendars and letters, reads each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates

from .asking import Asking, Place, day_words, say
from .days import Span, read_span
from .letter import read_letter, starts_a_letter
from .lines import Passage, is_blank, is_head, join, read, source_lines, without_furniture, words
from .links import Context, links_of, merged, settle_checks
from .parsed import Choice, Line, Link, ParsedCalendar, ParsedCircular, ParsedDocument, ParsedItem, ParsedRow, Skipped
from .sentences import KNOWN_YEARS, duties_in, years_in
from .table import RawItem, RawRow, RawTable, has_rows, items_of, read_table, starts_a_row

_TITLE_LINES = 6  # a title is not longer
NO_ANSWERS: Mapping[str, str] = {}


def parse(
    text: str, *, holidays: Collection[dt.date] = frozenset(), answers: Mapping[str, str] = NO_ANSWERS
) -> ParsedDocument:
    """Read a document. `holidays` are days off besides weekends; `answers` maps question codes to choices.

    Raises Refused when there is no calendar row, or when rows cannot be told apart.
    """
    lines, asking = source_lines(text), Asking(answers)
    kept, skipped = without_furniture(lines)
    calendars: list[ParsedCalendar] = []
    circulars: list[ParsedCircular] = []
    for kind, part in _parts(kept, lines):
        if kind == "nothing":
            left = [Skipped(line.number, line.text, _("neither table nor letter")) for line in part if words(line)]
        elif kind == "letter":
            circular, left = read_letter(part, f"letter{len(circulars) + 1}", asking, holidays)
            circulars.append(circular)
        else:
            prefix = f"calendar{len(calendars) + 1}." if calendars else ""
            calendar, left = _Reading(part, prefix, asking, holidays).calendar()
            calendars.append(calendar)
        skipped += left
    if not calendars:
        raise Refused(
            Problem(
                rule="calendar_has_rows",
                message=_("No row with a number and months was found. A row begins with a tab and its number."),
            )
        )
    return ParsedDocument(
        calendars=tuple(calendars),
        circulars=tuple(
            circular if circular.fiscal_year else replace(circular, fiscal_year=calendars[0].fiscal_year)
            for circular in circulars
        ),
        questions=tuple(sorted(asking.questions.values(), key=lambda question: question.line)),
        skipped=tuple(sorted(skipped, key=lambda line: line.number)),
        lines=tuple(line.text for line in lines),
    )


def _parts(lines: Sequence[Line], whole: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Calendars, letters and what is neither, in order. `whole` still has the table heads that end a title."""
    heads = {line.number for line in whole if is_head(line)}
    starts: list[tuple[int, str]] = []
    for place in range(len(lines)):
        if starts_a_letter(lines, place):
            starts.append((place, "letter"))
        elif _starts_a_title(lines, place, heads):
            starts.append((place, "calendar"))
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, "calendar"))
    ends = [place for place, _kind in starts[1:]] + [len(lines)]
    parts = [(kind, list(lines[start:end])) for (start, kind), end in zip(starts, ends, strict=True)]
    return _joined_pages(parts)


def _starts_a_title(lines: Sequence[Line], place: int, heads: set[int]) -> bool:
    """A line that begins with ปฏิทิน, and below it, after a few lines, the table."""
    if not words(lines[place]).startswith("ปฏิทิน") or "\t" in lines[place].text:
        return False
    filled = 0
    for at in range(place + 1, len(lines)):
        between = range(lines[at - 1].number + 1, lines[at].number)
        if starts_a_row(lines, at) or any(number in heads for number in between):
            return True
        filled += not is_blank(lines[at])
        if filled > _TITLE_LINES:
            return False
    return False


def _joined_pages(parts: list[tuple[str, list[Line]]]) -> list[tuple[str, list[Line]]]:
    """A title repeated on the next page begins no other calendar; what has no rows is none."""
    found: list[tuple[str, list[Line]]] = []
    for kind, part in parts:
        if found and kind == "calendar" and found[-1][0] == kind and _title(part) == _title(found[-1][1]):
            table = next((place for place in range(len(part)) if starts_a_row(part, place)), 0)
            found[-1][1].extend(part[table:])
        elif kind == "letter" or has_rows(part):
            found.append((kind, part))
        elif any(words(line) for line in part):
            found.append(("nothing", part))
    return found


def _title(lines: Sequence[Line]) -> str:
    """The lines above the table, each after a space."""
    said = []
    for place, line in enumerate(lines):
        if starts_a_row(lines, place) or "\t" in line.text:
            break
        if words(line):
            said.append(words(line))
    return " ".join(said[:_TITLE_LINES])


@dataclass
class _Reading:
    """Reads one calendar."""

    lines: list[Line]
    prefix: str
    asking: Asking
    holidays: Collection[dt.date]

    def calendar(self) -> tuple[ParsedCalendar, list[Skipped]]:
        title = _title(self.lines)
        table = read_table(self.lines)
        self._one_of_each(table)
        rows = sorted(table.rows, key=lambda row: row.number)
        serves = self._serves(title, rows)
        spans = {row.number: self._span(row, serves) for row in rows}
        note = join(table.note)
        links = self._links(rows, spans, note, serves)
        parsed = tuple(self._row(row, spans[row.number], links) for row in rows)
        everything = [link for group in links.values() for link in group]
        calendar = ParsedCalendar(
            title=title,
            fiscal_year=serves,
            rows=parsed,
            note=note.text,
            note_links=links["note"],
            note_lines=tuple(table.note),
            deadlines=merged(everything, self.holidays),
        )
        stray = [line for line in table.stray if words(line) not in title]
        return calendar, [Skipped(line.number, line.text, _("not part of the table")) for line in stray]

    def _one_of_each(self, table: RawTable) -> None:
        counts = Counter(row.number for row in table.rows)
        twice = [
            Problem(
                rule="calendar_row_number_is_one",
                message=_("Row %(number)s stands there %(times)s times."),
                params={"number": number, "times": times},
                row=number,
            )
            for number, times in sorted(counts.items())
            if times > 1
        ]
        if twice:
            raise Refused(twice)
        gaps = sorted(set(range(1, max(counts) + 1)) - set(counts))
        if gaps:
            numbers = ", ".join(map(str, gaps))
            place = Place(f"{self.prefix}table", _("Table"), table.rows[0].months[0].number)
            text = say(_("Row %(numbers)s is missing between the rows. Was it lost?"), numbers=numbers)
            self.asking.ask(place, "rows", numbers, text, [Choice("none", _("There is no such row"))])

    def _place(self, code: str, label: str | Promise, line: int) -> Place:
        return Place(f"{self.prefix}{code}", label, line)

    def _serves(self, title: str, rows: Sequence[RawRow]) -> int:
        """The fiscal year the title names, else the one most rows end in."""
        spans = [span for row in rows if (span := read_span(join(row.months).text))]
        counts = Counter(fiscal_year(span.last) for span in spans).most_common()
        named = years_in(read(title)).fiscal
        most = {year for year, times in counts if times == counts[0][1]}
        years = {year for year in most | set(named) if year in KNOWN_YEARS}
        if not years:
            problems = [_unreadable(row) for row in rows]
            raise Refused(problems)
        likely = named[0] if named else max(years)
        if len(years) == 1:
            return likely
        text = say(_("Which fiscal year does this calendar serve?"))
        choices = [Choice(str(year), say(_("Fiscal year %(year)s"), year=year)) for year in sorted(years)]
        place = self._place("title", _("Title"), self.lines[0].number)
        question = self.asking.ask(place, "fiscal_year", title, text, choices)
        return int(question.answer or likely)

    def _span(self, row: RawRow, serves: int) -> Span:
        """The days of a row; with a doubt, the likely ones until the question is answered."""
        months = join(row.months)
        span = read_span(months.text, serves=serves)
        if span is None:
            return self._chosen(
                row, months, _("“%(words)s” cannot be read as months."), [Span(*fiscal_year_dates(serves))]
            )
        away = serves - fiscal_year(span.last)
        if abs(away) > 1:
            text = _("“%(words)s” is far from the year this calendar serves.")
            return self._chosen(row, months, text, [span.moved_by(away), span])
        if span.doubt == "no_year":
            text = _("“%(words)s” does not say the year.")
            return self._chosen(row, months, text, [Span(span.first, span.last), span.moved_by(-1)])
        if span.doubt == "turn":
            text = _("“%(words)s” ends before it begins if both months are of the same year.")
            return self._chosen(row, months, text, [span, span.moved_by(1), span.moved_by(-1)])
        return span

    def _chosen(self, row: RawRow, months: Passage, text: str | Promise, spans: Sequence[Span]) -> Span:
        by_value = {f"{span.first}/{span.last}": span for span in spans}
        choices = [
            Choice(value, say("%(first)s – %(last)s", first=day_words(span.first), last=day_words(span.last)))
            for value, span in by_value.items()
        ]
        place = self._place(f"row{row.number}", say(_("Row %(row)s"), row=row.number), months.line_at(0))
        asked = say(text, words=months.text)
        question = self.asking.ask(place, "months", months.text, asked, choices)
        return by_value.get(question.answer, spans[0])

    def _links(
        self, rows: Sequence[RawRow], spans: Mapping[int, Span], note: Passage, serves: int
    ) -> dict[str, tuple[Link, ...]]:
        """The links of every item, every remark and the note, by the code of their place."""
        found: dict[str, list[Link]] = {}
        for row in rows:
            months = join(row.months)
            of_row = self._place(f"row{row.number}", say(_("Row %(row)s"), row=row.number), months.line_at(0))
            context = Context(serves, of_row, self.asking, self.holidays, spans[row.number], of_row, months.text)
            for item in items_of(row.guidance):
                code, label = f"row{row.number}.item{item.number}", of_row.label
                if item.number:
                    label = say(_("Row %(row)s, item %(item)s"), row=row.number, item=item.number)
                place = self._place(code, label, item.passage.line_at(0))
                found[code] = links_of(item.passage, replace(context, place=place))
            code, remark = f"row{row.number}.remark", join(row.remark)
            place = self._place(code, say(_("Row %(row)s, remark"), row=row.number), remark.line_at(0))
            found[code] = links_of(remark, replace(context, place=place))
        place = self._place("note", _("Note"), note.line_at(0))
        found["note"] = links_of(note, Context(serves, place, self.asking, self.holidays))
        return settle_checks(found, self.holidays)

    def _row(self, row: RawRow, span: Span, links: Mapping[str, tuple[Link, ...]]) -> ParsedRow:
        def item(raw: RawItem) -> ParsedItem:
            code = f"row{row.number}.item{raw.number}"
            return ParsedItem(raw.number, raw.passage.text, raw.lines, links[code], duties_in(raw.passage.text))

        return ParsedRow(
            number=row.number,
            months=join(row.months).text,
            from_on=span.first,
            until_on=span.last,
            items=tuple(item(raw) for raw in items_of(row.guidance)),
            remark=join(row.remark).text,
            remark_links=links[f"row{row.number}.remark"],
            lines=row.lines,
        )


def _unreadable(row: RawRow) -> Problem:
    return Problem(
        rule="calendar_row_has_months",
        message=_("“%(words)s” cannot be read as months."),
        params={"words": join(row.months).text},
        row=row.number,
    )
