"""What is written on the page of a step and on that of a review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localplan.calendar.facts import Review, Verdict
from localplan.calendar.states import CORRECTION_DAYS
from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, NormCharField


class ReasonForm(forms.Form):
    """A reason in writing, for what goes back on a step."""

    reason = NormCharField(label=_("Reason"), multiline=True, required=False, max_length=1000)
    reason.unmarked = True  # whether it is needed is asked by the verb


class ExtendForm(forms.Form):
    """More time for one organisation."""

    due_on = BeDateField(label=_("Extended until"))
    reason = NormCharField(label=_("Reason"), max_length=1000, required=False)

    def __init__(self, data: Any = None, *, latest: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].unmarked = True
        self.fields["due_on"].latest = latest
        self.fields["due_on"].near = latest


class AskTimeForm(forms.Form):
    """More time, asked for by the organisation itself."""

    until_on = BeDateField(label=_("Until when"), required=False)
    reason = NormCharField(label=_("Reason"), max_length=1000, required=False)

    def __init__(self, data: Any = None, *, present: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].unmarked = True
        self.fields["until_on"].near = present


class ReviewForm(forms.Form):
    """A verdict on each item, reasons for what goes back, and the date to correct it by."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    correct_by = BeDateField(
        label=_("Correct it by"),
        required=False,
        help_text=_("Set to 7 days; until that day it does not count as overdue."),
    )
    remark = NormCharField(label=_("Words to the LAO"), multiline=True, required=False, max_length=2000)
    content_missing = forms.BooleanField(
        label=_("Content was missing: timeliness counts from the next time it is sent"), required=False
    )

    def __init__(self, data: Any = None, *, items: Iterable[tuple[str, str]], version: int) -> None:
        day = clock.today() + dt.timedelta(days=CORRECTION_DAYS)
        super().__init__(data, initial={"seen": version, "correct_by": day, "content_missing": True})
        self.items = list(items)
        for number, (_code, label) in enumerate(self.items):
            self.fields[f"back_{number}"] = forms.BooleanField(required=False, label=label)
            self.fields[f"why_{number}"] = NormCharField(required=False, max_length=1000, multiline=True, label=label)
        self.fields["correct_by"].unmarked = True
        self.fields["correct_by"].earliest = clock.today() + dt.timedelta(days=1)

    def lines(self) -> list[dict[str, Any]]:
        """The items with their two fields, for the page."""
        return [
            {"code": code, "label": label, "back": self[f"back_{number}"], "why": self[f"why_{number}"]}
            for number, (code, label) in enumerate(self.items)
        ]

    def review(self) -> Review:
        """An item goes back when it is marked or when a reason stands beside it."""
        given = self.cleaned_data
        verdicts = tuple(
            Verdict(
                code,
                label,
                not (given.get(f"back_{number}") or given.get(f"why_{number}")),
                given.get(f"why_{number}") or "",
            )
            for number, (code, label) in enumerate(self.items)
        )
        return Review(verdicts, given.get("correct_by"), given.get("remark") or "", bool(given.get("content_missing")))
