"""The one form that stands open on a page of strategies, chosen by the address: ?edit=tactic-12, ?add=tactic-3."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from localplan.organisations.models import Change, Membership
from localplan.toolkit.forms import VersionedForm, put_problems_on
from localplan.toolkit.problems import Refused, Stale

from ..actions.rows import Saved

_ASKED = re.compile(r"([a-z]+)(?:-([0-9]{1,18}))?")


@dataclass
class Opened:
    """`place` is where it stands ("strategy-12", "add"); `verbs` are what its buttons do, "save" first."""

    place: str
    kind: str
    title: str
    form: forms.Form
    verbs: dict[str, Callable[[], Any]]
    row: Any = None


def asked(request: HttpRequest) -> tuple[str, str, int | None]:
    """("edit", "strategy", 12), ("add", "tactic", 3), or three times nothing."""
    for mode in ("edit", "add"):
        found = _ASKED.fullmatch(request.GET.get(mode, ""))
        if found:
            return mode, found[1], int(found[2]) if found[2] else None
    return "", "", None


def neighbours(row: Any, rows: list[Any]) -> dict[str, dict[int, int]]:
    """ "up" and "down": the numbers (id → number) that make the row change places with its neighbour."""
    place = next(place for place, other in enumerate(rows) if other.pk == row.pk)
    found = {}
    for verb, other in (("up", place - 1), ("down", place + 1)):
        if 0 <= other < len(rows):
            found[verb] = {row.pk: rows[other].number, rows[other].pk: row.number}
    return found


def answer(request: HttpRequest, by: Membership, opened: Opened, back: str) -> tuple[HttpResponse | None, int]:
    """Do what the button says. A redirect when it is done; else None, with the status of the page to be shown again."""
    verb = request.POST.get("do", "save")
    if verb not in opened.verbs:
        verb = "save"
    form = opened.form
    asks_form = verb in ("save", "copy") or "reason" in form.fields
    if asks_form and not form.is_valid():
        return None, 422
    form.is_valid()
    try:
        saved = opened.verbs[verb]()
    except Stale:
        assert isinstance(form, VersionedForm)
        opened.row.refresh_from_db()
        form.show_conflicts(opened.row, _last_hand(by, opened.row))
        return None, 409
    except Refused as refused:
        put_problems_on(form, refused)
        return None, 422
    messages.success(request, _("Removed.") if verb == "remove" else _("Saved."))
    return HttpResponseRedirect(saved if isinstance(saved, str) else f"{back}#{_anchor(opened, verb, saved)}"), 302


def _anchor(opened: Opened, verb: str, saved: Any) -> str:
    """Where the person goes on: at the row just written."""
    if isinstance(saved, Saved):
        return f"{opened.kind.split('-')[0]}-{saved.rows[0].pk}"
    return "main" if verb == "remove" else opened.kind


def _last_hand(by: Membership, row: Any) -> str:
    last = Change.objects.visible_to(by).of(row._meta.model_name, row.pk).for_listing().first()
    return last.by.user.full_name if last and last.by else ""
