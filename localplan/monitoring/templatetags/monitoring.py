"""Cells and bars as HTML; written in Python because a matrix shows a thousand of them."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from localplan.organisations.models import Level, Organisation
from localplan.toolkit.templatetags.thai import icon
from localplan.toolkit.thai_dates import short_month

from .. import wording
from ..board import percent_of
from ..columns import MONTHLY, Column
from ..matrix import Row
from ..national import Row as Province
from ..standing import Cell
from ..tally import BAR, FILL, GROUP_WORDS, Group, Tally

register = template.Library()


@register.filter
def state_words(cell: Cell) -> str:
    """As in a tag."""
    return wording.tag(cell)


@register.filter
def state_short(cell: Cell) -> str:
    """As in a cell."""
    return wording.short(cell)


@register.filter
def state_days(cell: Cell) -> str:
    return wording.days(cell)


@register.filter
def state_why(cell: Cell) -> str:
    return wording.why(cell)


@register.filter
def whose_turn(cell: Cell) -> str:
    return wording.whose(cell)


@register.filter
def n_of_m(cell: Cell) -> str:
    return wording.n_of_m(cell)


@register.filter
def short_month_of(cell: Cell) -> str:
    """The month of the date that counts: มี.ค."""
    return short_month(cell.deadline.month)


@register.simple_tag
def state_tag(cell: Cell, before: str = "") -> SafeString:
    """Colour, shape and words; `before` names the step where the tag stands alone."""
    words = f"{before} {wording.tag(cell)}".strip()
    return format_html('<span class="tag tag--{}">{}{}</span>', cell.look, icon(cell.look), words)


def _mark(cell: Cell) -> SafeString:
    if cell.look != "prog":
        return icon(cell.look)
    return format_html(
        '<svg class="pie" viewBox="0 0 16 16" aria-hidden="true"><circle class="t" cx="8" cy="8" r="6"/>'
        '<circle class="v" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{} 100"/></svg>',
        cell.percent,
    )


@register.simple_tag
def state_cells(row: Row) -> SafeString:
    """The cells of one row of the matrix, each a link to its details; put together by hand, for there are thousands."""
    before, _zero, after = reverse("cell", args=[0]).rpartition("0")
    marks: dict[str, str] = {}
    found = []
    for place, cell in enumerate(row.cells, start=1):
        inside = ""
        if cell is not None:
            look = cell.look.value
            mark = _mark(cell) if look == "prog" else marks.get(look) or marks.setdefault(look, icon(look))
            words = escape(wording.short(cell))
            link = f'<a class="c c--{look}" href="{before}{cell.line.id}{after}">'
            inside = f'{link}{mark}<span class="t">{words}</span></a>'
        found.append(f'<td class="s" role="gridcell" data-n="{place}">{inside}</td>')
    return mark_safe("".join(found))


_NOBODY = '<span class="muted">–</span>'


@register.simple_tag
def lao_sums(row: Province) -> SafeString:
    """A province's cells of LAO steps: finished of expected, and how many are overdue, each a link to the matrix."""
    matrix, found = reverse("matrix"), []
    for column, tally in row.lao_cells:
        inside = _NOBODY
        if tally and row.office:
            link = f'href="{matrix}?province={row.office.pk}&amp;step={column.code}&amp;state='
            inside = f'<a {link}done">{tally.done}</a>/{tally.expected}'
            if tally.over:
                over = escape(_("over %(number)s") % {"number": tally.over})
                inside += f' <a class="linkb" {link}over">{over}</a>'
            inside = f'<span class="sumc">{inside}</span>'
        found.append(f'<td class="s">{inside}</td>')
    return mark_safe("".join(found))


@register.simple_tag
def own_sums(row: Province) -> SafeString:
    """A province's cells of its own steps, in words; a check leads to its report, with "not signed" where it is not."""
    found = []
    for column, tally in zip(row.own_columns, row.own, strict=True):
        inside = _NOBODY
        checks = bool(column.steps[0].checks)
        if tally and tally.over:
            words = _("overdue, not signed") if checks else GROUP_WORDS[Group.OVER]
            inside = f'<span class="c c--over">{icon("over")}{escape(words)}</span>'
        elif tally and tally.done:
            inside = f'<span class="c c--done">{icon("check")}{escape(GROUP_WORDS[Group.DONE])}</span>'
        elif tally:
            there = (GROUP_WORDS[group] for group in GROUP_WORDS if tally[group])
            inside = "".join(f'<span class="c c--none">{escape(one)}</span>' for one in there)
        if tally and checks and row.office:
            inside = f'<a class="report" href="{_report_of(row, column)}">{inside}</a>'
        found.append(f'<td class="s own">{inside}</td>')
    return mark_safe("".join(found))


def _report_of(row: Province, column: Column) -> str:
    """The check itself; of the twelve months the list of them."""
    office = row.office.pk if row.office else 0
    if column.code in MONTHLY:
        return reverse("checks", args=[office])
    return reverse("check", args=[office, row.year, column.steps[0].code])


@register.simple_tag
def tally_bar(tally: Tally, css: str = "stbar") -> SafeString:
    """A stacked bar with all its numbers in words."""
    parts = format_html_join(
        "", '<rect class="f-{}" x="{}" width="{}" height="8"/>', ((fill, x, width) for fill, x, width in tally.bar)
    )
    label = tally.words or _("nobody is expected")
    return format_html(
        '<svg class="{}" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        css,
        label,
        parts,
    )


@register.filter
def group(tally: Tally, name: str) -> int:
    """The number of one group: `tally|group:"over"`."""
    return tally[name]


@register.simple_tag(takes_context=True)
def board_links(context: Any, area: Organisation, matrix: str) -> str:
    """Before the numbers of a board: remember where they lead. Of a past day and of the nation nowhere."""
    context["number_links"] = "" if context.get("day") or area.level == Level.DLA else matrix
    context["group_words"] = [(FILL[group], GROUP_WORDS[group]) for group in BAR]
    return ""


@register.simple_tag(takes_context=True)
def board_number(context: Any, tally: Tally, name: str, column: str) -> SafeString:
    """The number of one group, a link to these LAOs where there is one; overdue ones in brick."""
    number, links = tally[name], context.get("number_links", "")
    css = "bad" if name == Group.OVER else ""
    if not number:
        return mark_safe("0")
    if not links:
        return format_html('<span class="{}">{}</span>', css, f"{number:,}")
    return format_html('<a class="{}" href="{}step={}&amp;state={}">{}</a>', css, links, column, name, f"{number:,}")


@register.simple_tag
def rate_bar(tally: Tally | None) -> SafeString:
    """Finished of expected in percent and as a bar; a dash where nobody is asked."""
    percent = percent_of(tally)
    if tally is None or percent is None:
        return mark_safe(_NOBODY)
    return format_html(
        '<span class="barn" title="{done} / {all}"><b>{percent}%</b><span class="bar"><svg viewBox="0 0 100 8" '
        'preserveAspectRatio="none" aria-hidden="true"><rect width="{percent}" height="8"/></svg></span></span>',
        done=f"{tally.done:,}",
        all=f"{tally.expected:,}",
        percent=percent,
    )
