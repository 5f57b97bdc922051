"""How far money came: the funnel of an LAO or of an office, the rows behind every figure, one project's thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from localplan.organisations.access import scope_of
from localplan.organisations.models import Level, Organisation
from localplan.organisations.posts import ids_below
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.planning.models import Project
from localplan.toolkit import clock
from localplan.toolkit.columns import Column
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import BeDateField
from localplan.toolkit.lists import PAGE_SIZE

from ..coverage import coverage_of
from ..funnel import By, Row, Stage, funnel
from ..funnel_rows import APART, lines_behind, projects_behind
from ..thread import thread_of

STAGE_WORDS = {
    "planned": gettext_lazy("Planned"),
    "approved": gettext_lazy("Approved money, all sources"),
    "committed": gettext_lazy("Committed"),
    "paid": gettext_lazy("Paid"),
    "complete": gettext_lazy("Contracts paid in full"),
}
APART_WORDS = {
    "unlinked": gettext_lazy("Lines to be linked with a project"),
    "unplanned": gettext_lazy("Lines of projects not in the plan in force"),
    "carried": gettext_lazy("Carried over from last year"),
    "recurrent": gettext_lazy("Recurrent lines"),
}
BY_WORDS = {
    By.STRATEGY: gettext_lazy("by strategy"),
    By.PROGRAMME: gettext_lazy("by programme"),
    By.SOURCE: gettext_lazy("by source"),
}


@dataclass(frozen=True)
class Asked:
    """Whose funnel, of which year, in which rows, on which day (None: now)."""

    area: Organisation
    ranges: list[tuple[int, int]]
    year: int
    by: By
    day: dt.date | None
    unreadable: str = ""

    @property
    def is_lao(self) -> bool:
        return self.area.level == Level.LAO


def _asked(request: HttpRequest, pk: int) -> Asked:
    """The organisation in reach: an LAO itself, an office all its LAOs."""
    by, area = acting(request), the_organisation(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    level = Level(area.level)
    if level == Level.LAO:
        ranges = [(area.pk, area.pk)]
    elif level == Level.DLA:
        ranges = scope_of(by)
    else:
        ranges = [ids_below(level, area.pk)]
    words = request.GET.get("by", "")
    chosen = By(words) if words in list(By) else (By.STRATEGY if level == Level.LAO else By.SOURCE)
    if level != Level.LAO and chosen in (By.STRATEGY, By.PROGRAMME):
        chosen = By.SOURCE  # strategies and programmes are each LAO's own
    day, unreadable = _day(request.GET.get("day", ""))
    return Asked(area, ranges, year, chosen, day, unreadable)


def _day(words: str) -> tuple[dt.date | None, str]:
    """A day that has ended; anything else is told, and the present shown."""
    if not words.strip():
        return None, ""
    field = BeDateField(latest=clock.today() - dt.timedelta(days=1))
    try:
        return field.clean(words), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


@require_safe
def money(request: HttpRequest, pk: int) -> HttpResponse:
    """The funnel, today or as it was on a day that has ended."""
    asked = _asked(request, pk)
    found = funnel(asked.ranges, asked.year, by=asked.by, day=asked.day)
    whole = found.whole
    rows = [(row, [(code, words, getattr(row, code)) for code, words in STAGE_WORDS.items()]) for row in found.rows]
    apart = [(found.apart[code], words) for code, words in APART_WORDS.items() if code in found.apart]
    context = {
        "area": asked.area,
        "asked": asked,
        "year": asked.year,
        "found": found,
        "stages": _stages(whole),
        "rows": rows,
        "apart": apart,
        "ways": list(BY_WORDS.items()) if asked.is_lao else [],
        "coverage": coverage_of(asked.ranges, asked.year, asked.day),
        "now": clock.now(),
    }
    return render(request, "monitoring/money.html", context)


@dataclass(frozen=True)
class Bar:
    """A stage as a bar: `width` per cent of the widest; `share` per cent of the stage called `of`, rounded down."""

    code: str
    words: str
    stage: Stage
    width: int | None
    share: int | None
    of: str


#: What the share of a stage is counted of: commitments and payments of what was approved.
_SHARE_OF = {"approved": "planned", "committed": "approved", "paid": "approved", "complete": "committed"}


def _stages(whole: Row) -> list[Bar]:
    widest = max(whole.planned.baht, whole.approved.baht)
    found = []
    for code, words in STAGE_WORDS.items():
        stage: Stage = getattr(whole, code)
        of = _SHARE_OF.get(code, "")
        base = getattr(whole, of).baht if of else Decimal(0)
        share = int(stage.baht * 100 / base) if base else None
        width = int(stage.baht * 100 / widest) if widest else None
        found.append(Bar(code, str(words), stage, width, share, str(STAGE_WORDS.get(of, ""))))
    return found


@require_safe
def money_rows(request: HttpRequest, pk: int, figure: str) -> HttpResponseBase:
    """What stands behind one figure: ?key= of its row. As a file with ?as=xlsx."""
    asked = _asked(request, pk)
    key = request.GET.get("key", "")
    try:
        if figure in APART:
            rows, words = lines_behind(asked.ranges, asked.year, figure, day=asked.day), APART_WORDS[figure]
        else:
            by = asked.by if key else By.WHOLE
            rows = projects_behind(asked.ranges, asked.year, figure, by=by, key=key, day=asked.day)
            words = STAGE_WORDS[figure]
    except (KeyError, ValueError) as unknown:
        raise Http404 from unknown
    kind = request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        return list_as_file(kind, _columns(), rows, name=f"{words} {asked.year}")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    names = Organisation.objects.visible_to(acting(request)).in_bulk({row.organisation for row in page})
    totals = [sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0)) for name in _FIGURES]
    labels = (_("Planned"), _("Approved"), _("Committed"), _("Paid"))
    context = {
        "area": asked.area,
        "asked": asked,
        "year": asked.year,
        "figure": figure,
        "words": words,
        "page": page,
        "rows": [(row, names.get(row.organisation)) for row in page],
        "number": len(rows),
        "totals": list(zip(labels, totals, strict=True)),
        "is_line": figure in APART,
    }
    return render(request, "monitoring/money_rows.html", context)


_FIGURES = ("planned", "approved", "committed", "paid")


def _columns() -> list[Column]:
    return [
        Column(_("Name"), "name", 60),
        Column(_("Planned"), "planned", 18, Holds.MONEY),
        Column(_("Approved"), "approved", 18, Holds.MONEY),
        Column(_("Committed"), "committed", 18, Holds.MONEY),
        Column(_("Paid"), "paid", 18, Holds.MONEY),
    ]


@require_safe
def project_money(request: HttpRequest, pk: int) -> HttpResponse:
    """One project's thread in the fiscal year chosen."""
    by = acting(request)
    project = get_object_or_404(Project.objects.visible_to(by).select_related("plan", "organisation"), pk=pk)
    the_organisation(request, project.organisation_id)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    found = thread_of(project, year)
    context = {
        "project": project,
        "organisation": project.organisation,
        "thread": found,
        "year": year,
        "now": clock.now(),
    }
    return render(request, "monitoring/project_money.html", context)
