"""The check of a province as a page and a report: every LAO with its verdict, what is missing, and who signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.calendar.checking import CHASEABLE, Found, check_steps, found_in
from localplan.calendar.duties import Item
from localplan.calendar.models import Submission, Verdict
from localplan.calendar.states import Life
from localplan.calendar.steps import STEPS
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import Post
from localplan.toolkit import clock

from .desk import contents_of
from .standing import Cell, cells, lines

#: Things that are missing, named for one LAO; the rest is counted.
NAMED = 4
#: The verdicts in the order of a report; "" is none yet.
KINDS: dict[str, str | Promise] = {
    "": _("no verdict yet"),
    Verdict.Kind.COMPLETE: _("complete"),
    Verdict.Kind.RETURNED: _("returned for correction"),
    Verdict.Kind.CHASED: _("not handed in; chased"),
}


@dataclass
class Line:
    """One LAO of a check: where its step stands, the verdict, and what is missing of what is asked for."""

    found: Found
    cell: Cell
    missing: list[Item] = field(default_factory=list)

    @property
    def organisation(self) -> Organisation:
        return self.found.submission.organisation

    @property
    def kind(self) -> str:
        return self.found.kind or ""

    @property
    def verdict(self) -> str:
        return str(KINDS[self.kind])

    @property
    def waits(self) -> bool:
        """Handed in, and the province itself has to look at it."""
        return self.found.submission.life == Life.SUBMITTED

    @property
    def can_be_chased(self) -> bool:
        return self.found.submission.life in CHASEABLE

    @property
    def named(self) -> list[Item]:
        return self.missing[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.missing) - NAMED)


@dataclass
class Check:
    """One check of one province."""

    row: Submission
    lines: list[Line]

    @property
    def is_signed(self) -> bool:
        return self.row.life in (Life.SUBMITTED, Life.ACCEPTED)

    @property
    def is_overdue(self) -> bool:
        return not self.is_signed and self.row.due_on < clock.today()

    def number(self, kind: str) -> int:
        return sum(line.kind == kind for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Verdict, its words, how many LAOs."""
        return [(kind or "none", str(words), self.number(kind)) for kind, words in KINDS.items()]

    @property
    def given(self) -> int:
        return sum(bool(line.kind) for line in self.lines)

    @property
    def remaining(self) -> list[Line]:
        """Without a verdict, and nothing handed in: what can be chased in one act."""
        return [line for line in self.lines if not line.kind and line.can_be_chased]

    @property
    def waiting(self) -> list[Line]:
        """Without a verdict, because the province has not looked at what was handed in."""
        return [line for line in self.lines if not line.kind and line.waits]

    @property
    def can_be_signed(self) -> bool:
        return bool(self.lines) and self.given == len(self.lines) and not self.is_signed


def check_of(row: Submission) -> Check:
    """Five statements, and one question to the room that owns the content."""
    found = found_in(row)
    ids = [one.submission.pk for one in found]
    by_id = {cell.line.id: cell for cell in cells(lines(Submission.objects.filter(pk__in=ids)))}
    open_ones = [by_id[one.submission.pk] for one in found if one.submission.life in (Life.DRAFT, Life.RETURNED)]
    contents = contents_of(open_ones)
    told = []
    for one in found:
        content = contents.get(one.submission.pk)
        missing = [item for item in content.items if not item.there] if content else []
        told.append(Line(one, by_id[one.submission.pk], missing))
    return Check(row, told)


def heads_of(office: Organisation) -> list[Membership]:
    """Who signs: the heads of the office in force."""
    posts = Membership.objects.filter(organisation=office, post=Post.HEAD).in_force(clock.today())
    return list(posts.select_related("user"))


@dataclass
class Told:
    """One check in the list of a province's checks."""

    cell: Cell
    address: list[Any]

    @property
    def name(self) -> str:
        return self.cell.step.name


def checks_of(by: Membership, office: Organisation, year: int) -> list[Told]:
    """All the checks of one province in a year, in the order of their dates."""
    rows = Submission.objects.visible_to(by).filter(organisation=office).of_year(year).of_steps(check_steps())
    found = sorted(cells(lines(rows)), key=lambda cell: (cell.line.due_on, STEPS[cell.line.step].order))
    return [Told(cell, [office.pk, year, cell.line.step]) for cell in found]
