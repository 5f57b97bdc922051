"""What every page of an ordinance shows: its title, figures, checks, and its other pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import grid
from ..findings import Judgement, judge
from ..models import Ordinance
from ..wording import wording_of
from .opened import OpenedOrdinance

#: What the rows of a print may be, and how that is called.
PRINTS = (
    ("area", gettext_lazy("By area")),
    ("programme", gettext_lazy("By programme")),
    ("line", gettext_lazy("Line by line")),
)


def judged(opened: OpenedOrdinance) -> Judgement:
    """All findings; of nothing, where nothing is entered yet."""
    if opened.ordinance is None:
        nothing = Ordinance(organisation=opened.organisation, year_id=opened.year)
        return Judgement(nothing, None)
    return judge(opened.ordinance)


def addresses(opened: OpenedOrdinance) -> dict[str, str]:
    """The pages of one ordinance."""
    names = ("ordinance", "ordinance-grid", "ordinance-findings", "add-line", "draw-from-plan", "link-lines")
    listed = (*names, "ordinance-grid-save", "classified-before", "copy-recurrent", "import-lines", "lines-workbook")
    found = {name.replace("-", "_"): reverse(name, args=opened.arguments) for name in listed}
    return found | {"print": reverse("ordinance-print", args=opened.arguments)}


def frame(opened: OpenedOrdinance, judgement: Judgement, **more: Any) -> dict[str, Any]:
    """What every page of an ordinance shows: its title, its figures, its other pages."""
    wording = wording_of(opened.organisation, opened.year)
    shown = opened.ordinance or Ordinance(year_id=opened.year, number=opened.number)
    return opened.context(
        wording=wording,
        title=wording.title(shown),
        judgement=judgement,
        totals=grid.totals_of(judgement),
        addresses=addresses(opened),
        checks=checks_of(opened, judgement),
        prints=PRINTS,
        **more,
    )


def checks_of(opened: OpenedOrdinance, judgement: Judgement) -> list[tuple[str, str, bool, str]]:
    """The bar at the foot: words, figure, whether it is right, where it is mended."""
    ordinance, at = opened.ordinance, addresses(opened)
    rules = {one.rule for one in judgement.blocking}
    dated = 4 - sum(one.rule == "ordinance_is_dated" for one in judgement.blocking) if ordinance else 0
    work, project = (f"{at['ordinance_grid']}?lack={lack}" for lack in ("work", "project"))
    totals = grid.totals_of(judgement)
    reasons = len(judgement.excusable) - len(judgement.without_reason)
    sums = totals["missing"] if judgement.missing else ""
    return [
        (_("Dates on the paper"), f"{dated} / 4", dated == 4, f"{at['ordinance']}#id_passed_on"),
        (_("Document"), "", bool(ordinance and ordinance.document_id), f"{at['ordinance']}#id_document"),
        (_("Classified"), totals["classified"], "line_is_classified" not in rules and judgement.lines > 0, work),
        (grid.gap_words(judgement.missing), sums, judgement.missing == 0, f"{at['ordinance']}#id_stated_total"),
        (_("Linked"), totals["linked"], "line_comes_from_the_plan" not in rules, project),
        (
            _("Reasons"),
            _("%(there)s of %(all)s") % {"there": reasons, "all": len(judgement.excusable)},
            not judgement.without_reason,
            f"{at['ordinance_findings']}#notes",
        ),
    ]
