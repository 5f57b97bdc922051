"""The boards: a province's or a district's, and the nation's with its map."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.organisations.models import Level, Organisation
from localplan.organisations.posts import ids_below
from localplan.organisations.provinces import BANGKOK
from localplan.organisations.views.organisations import acting, page_or_part, the_organisation
from localplan.toolkit import clock
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import BeDateField

from .. import board as boards
from ..coverage import coverage_of
from ..funnel import Row, Stage, funnel
from ..outlines import LAKE, NAME, outlines
from .money import STAGE_WORDS

log = logging.getLogger(__name__)


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far the LAOs below are and where to help first; ?step= compares by a step, ?day= looks back, ?as=xlsx."""
    by, area = acting(request), the_office(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    day, unreadable = ended_day(request.GET.get("day", ""))
    found = boards.build(by, area, year, step=request.GET.get("step", ""), day=day)
    if request.GET.get("as") == "xlsx":
        name = _("Overview of %(area)s %(year)s") % {"area": area.name, "year": year}
        return list_as_file("xlsx", boards.file_columns(found), found.places, name=name)
    context: dict[str, Any] = {
        "area": area,
        "board": found,
        "year": year,
        "day": day,
        "unreadable": unreadable,
        "now": clock.now(),
        "matrix": _matrix_of(request, area),
    }
    if found.is_nation:
        context |= {"map": _map(found), "classes": _legend(found), "checks": _not_followed_up(request, year, day)}
        return render(request, "monitoring/nation_board.html", context)
    context |= money_of(area, year, day)
    return render(request, "monitoring/board.html", context)


@require_safe
def board_money(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The money of a board by itself: of the whole nation it takes longer than the rest of the page."""
    area = the_office(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    day, _unreadable = ended_day(request.GET.get("day", ""))
    context = {"area": area, "year": year, "day": day, "now": clock.now(), **money_of(area, year, day)}
    return page_or_part(request, "monitoring/board_money.html", "monitoring/_board_money.html", context)


def the_office(request: HttpRequest, pk: int) -> Organisation:
    """An office in reach, the nation for DLA alone; an LAO has no board."""
    found = the_organisation(request, pk)
    if found.level == Level.LAO:
        raise Http404
    return found


def ended_day(words: str) -> tuple[dt.date | None, str]:
    """The day that was asked for, and what is wrong with it: it must have ended. Empty: now."""
    if not words.strip():
        return None, ""
    try:
        return BeDateField(latest=clock.today() - dt.timedelta(days=1)).clean(words), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def _matrix_of(request: HttpRequest, area: Organisation) -> str:
    """The address of the matrix behind the board, to which filters are added."""
    asks = acting(request).organisation.level == Level.DLA and area.level == Level.PROVINCE
    return f"{reverse('matrix')}?{f'province={area.pk}&' if asks else ''}"


@dataclass(frozen=True)
class Reached:
    """A stage of the money: `width` per cent of the widest, `share` per cent of what was approved, rounded down."""

    code: str
    words: str
    stage: Stage
    width: int
    share: int | None


def money_of(area: Organisation, year: int, day: dt.date | None) -> dict[str, Any]:
    """The funnel of the area, and on how many LAOs it stands."""
    ranges = [ids_below(area.level, area.pk)]
    found = funnel(ranges, year, day=day)
    return {"reached": _reached(found.whole), "coverage": coverage_of(ranges, year, day), "funnel": found}


def _reached(whole: Row) -> list[Reached]:
    widest = max(whole.planned.baht, whole.approved.baht) or Decimal(1)
    found = []
    for code, words in STAGE_WORDS.items():
        stage: Stage = getattr(whole, code)
        of_approved = code in ("committed", "paid") and whole.approved.baht
        share = int(stage.baht * 100 / whole.approved.baht) if of_approved else None
        found.append(Reached(code, str(words), stage, int(stage.baht * 100 / widest), share))
    return found


@dataclass(frozen=True)
class Drawn:
    """One province on the map; `place` None: nobody is asked there, or it is not under DLA."""

    path: str
    css: str
    place: boards.Place | None

    @property
    def words(self) -> str:
        """น่าน 77%."""
        percent = self.place.percent if self.place else None
        return f"{self.place.office.name if self.place else ''} {'–' if percent is None else f'{percent}%'}"


def _map(found: boards.Board) -> dict[str, Any] | None:
    """The map coloured by the chosen step; None, with a word in the log, where set-up has not made it."""
    try:
        box, drawn = outlines(settings.BUILD_DIR / NAME)
    except OSError:
        log.warning("the map of the provinces is not made: run the set-up")
        return None
    places = {str(place.office.pk // 100_000): place for place in found.places}
    provinces = []
    for code, path in drawn.items():
        place = places.get(code)
        css = "lake" if code == LAKE else place.css if place else boards.NOBODY
        provinces.append(Drawn(path, css, place))
    return {"box": box, "provinces": provinces, "bangkok": BANGKOK in drawn}


def _legend(found: boards.Board) -> list[tuple[str, str, int]]:
    """Class, its bounds in words, how many provinces are in it."""
    number = {css: sum(place.css == css for place in found.places) for _least, css in boards.CLASSES}
    words, above = [], 100
    for least, css in boards.CLASSES:
        if css == boards.CLASSES[0][1]:
            said = _("%(least)s%% and more") % {"least": least}
        elif least:
            said = f"{least}–{above}%"
        else:
            said = _("below %(above)s%%") % {"above": above + 1}
        words.append((css, said, number[css]))
        above = least - 1
    return words


def _not_followed_up(request: HttpRequest, year: int, day: dt.date | None) -> list[dict[str, Any]]:
    """Each check that is overdue somewhere, with the provinces that have not signed it; of a past day nothing."""
    found = boards.checks_not_signed(acting(request), year) if day is None else []
    return [{"column": column, "offices": offices, "monthly": len(column.steps) > 1} for column, offices in found]
