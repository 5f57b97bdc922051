"""Where a request for help comes from: the page, the step it is about, and the last trouble that was shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import Resolver404, resolve

from localplan.calendar.duties import duty_of, enterable_steps
from localplan.calendar.models import Submission
from localplan.calendar.steps import STEPS, Actor
from localplan.organisations.models import Membership

#: Addresses that name a step of an organisation by the id of its submission.
OF_A_STEP = ("step", "cell", "review")


@dataclass(frozen=True)
class Whence:
    """The page as an address of ours, empty when it is none, and the code of the step, empty when it is about none."""

    page: str = ""
    step: str = ""


def whence(asked: str, *, by: Membership, year: int) -> Whence:
    """Read an address: of a step the step it names; of a room the step that the LAO has to do there next."""
    path = asked.split("?")[0]
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return Whence()
    page = asked[:300]
    try:
        match = resolve(path)
    except Resolver404:
        return Whence()
    if match.url_name in OF_A_STEP:
        found = Submission.objects.visible_to(by).filter(pk=match.kwargs["pk"]).select_related("deadline").first()
        return Whence(page, found.deadline.step if found else "")
    room = match.func.__module__.split(".")[1]
    codes = [code for code in enterable_steps() if _is_done_in(room, code)]
    if len(codes) < 2:
        return Whence(page, codes[0] if codes else "")
    rows = Submission.objects.visible_to(by).filter(organisation_id=by.organisation_id).of_year(year).of_steps(codes)
    undone = rows.filter(life__in=("draft", "returned")).order_by("due_on", "id")
    return Whence(page, undone.values_list("deadline__step", flat=True).first() or "")


def _is_done_in(room: str, code: str) -> bool:
    duty = duty_of(code)
    return duty is not None and duty.owner == room and STEPS[code].actor == Actor.LAO
