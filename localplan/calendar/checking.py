"""The check steps of a province: which step of its LAOs they verify, and the verdict on each LAO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from localplan.organisations.posts import ids_below, province_of
from localplan.organisations.queries import within

from .duties import Completeness, Duty, Item, one_by_one
from .models import Submission, SubmissionMove, Verdict
from .states import Life, Verb
from .steps import STEPS

#: What an LAO's submission says by itself; where it says nothing the province has to.
SAID: dict[str, str] = {Life.ACCEPTED: Verdict.Kind.COMPLETE, Life.RETURNED: Verdict.Kind.RETURNED}
#: Not handed in: only these can be noted as chased. What waits for the province's own check has to be checked.
CHASEABLE = (Life.DRAFT,)


@dataclass(frozen=True)
class Found:
    """One LAO in a check: its submission, and the verdict on it (None: not given yet)."""

    submission: Submission
    kind: str | None
    reason: str = ""
    given: Verdict | None = None  # written by hand, or when the check was signed


def check_steps() -> list[str]:
    """The steps of a province that verify a step of its LAOs."""
    return [code for code, step in STEPS.items() if step.checks]


def expected_below(office: int, step: str, year: int) -> list[Submission]:
    """The submissions of the LAOs of the expected set, of the step that a check verifies."""
    rows = Submission.objects.expected().filter(within("organisation_id", [ids_below("province", office)]))
    rows = rows.filter(deadline__step=STEPS[step].checks, deadline__year_id=year)
    return list(rows.select_related("organisation", "deadline").order_by("organisation__name_key", "organisation_id"))


def found_in(check: Submission) -> list[Found]:
    """Every LAO of a check with its verdict: as written, else as its submission says by itself. Four statements.

    A chase noted by hand stands only while nothing has been handed in; a signed check stands as signed.
    """
    step, year = check.deadline.step, check.deadline.year_id
    given = {one.organisation_id: one for one in Verdict.objects.latest_of([check.pk])}
    signed = check.life in (Life.SUBMITTED, Life.ACCEPTED)
    rows = expected_below(check.organisation_id, step, year)
    returned = _reasons([row.pk for row in rows if row.life == Life.RETURNED])
    found = []
    for row in rows:
        verdict = given.get(row.organisation_id)
        said = None if signed and verdict else SAID.get(row.life)
        if said is not None:
            found.append(Found(row, said, returned.get(row.pk, "") if said == Verdict.Kind.RETURNED else "", verdict))
        elif verdict is not None and (signed or _still_chased(verdict.kind, row.life)):
            found.append(Found(row, verdict.kind, verdict.reason, verdict))
        else:
            found.append(Found(row, None))
    return found


def _still_chased(kind: str, life: str) -> bool:
    return kind == Verdict.Kind.CHASED and life in CHASEABLE


def _reasons(returned: list[int]) -> dict[int, str]:
    """Why each of these submissions was returned the last time, in one text."""
    moves = SubmissionMove.objects.filter(submission_id__in=returned, verb=Verb.RETURN).order_by("submission_id", "id")
    found = {}
    for move in moves:
        items = [f"{item['label']}: {item['reason']}" for item in move.items if not item["accepted"]]
        found[move.submission_id] = "\n".join([*items, move.reason]).strip() or _("returned for correction")
    return found


def count(step: str, ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """n of m of many provinces: LAOs with a verdict, of those expected. Three statements."""
    wanted = set(ids)
    ranges = [ids_below("province", office) for office in wanted]
    rows = Submission.objects.expected().filter(within("organisation_id", ranges))
    rows = rows.filter(deadline__step=STEPS[step].checks, deadline__year_id=year)
    checks = Submission.objects.filter(deadline__step=step, deadline__year_id=year, organisation_id__in=wanted)
    kinds = dict(Verdict.objects.latest_of(checks.values_list("pk", flat=True)).values_list("organisation_id", "kind"))
    there: dict[int, int] = dict.fromkeys(wanted, 0)
    expected: dict[int, int] = dict.fromkeys(wanted, 0)
    for organisation, life in rows.values_list("organisation_id", "life"):
        office = province_of(organisation)
        expected[office] += 1
        there[office] += life in SAID or _still_chased(kinds.get(organisation, ""), life)
    return {office: Completeness(there[office], max(expected[office], 1)) for office in wanted}


def items(step: str, office: int, year: int) -> Completeness:
    """The same for one province: how many LAOs stand where, and how many have no verdict yet."""
    check = Submission.objects.filter(organisation_id=office, deadline__step=step, deadline__year_id=year)
    row = check.select_related("deadline").first()
    if row is None:
        return Completeness(0, 1)
    found = found_in(row)
    without = sum(one.kind is None for one in found)
    label = _("A verdict for every LAO")
    detail = _("%(number)s without a verdict") % {"number": without} if without else ""
    page = reverse("check", args=[office, year, step])
    item = Item("verdicts", label, not without and bool(found), detail, page)
    return Completeness(len(found) - without, max(len(found), 1), (item,))


DUTIES = tuple(
    Duty(step, "calendar", partial(count, step), one_by_one(partial(items, step)), "check") for step in check_steps()
)
