"""Letters, questions, moved dates, holidays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, NormCharField

from ..facts import CircularFact, StepDates
from ..models import DeadlineDate


def _today() -> dt.date:
    return clock.today()


class LetterForm(forms.Form):
    """The letter with which a calendar is sent out."""

    number = NormCharField(
        label=_("Number"), max_length=60, required=False, help_text=_("From the register of outgoing letters.")
    )
    dated_on = BeDateField(label=_("Dated"), initial=_today)
    subject = NormCharField(label=_("Subject"), max_length=300)
    body = NormCharField(label=_("Text"), multiline=True, max_length=20_000, widget=forms.Textarea({"rows": 10}))
    cited_number = NormCharField(label=_("Letter it refers to"), max_length=120, required=False)
    cited_on = BeDateField(label=_("Dated"), required=False)

    def fact(self) -> CircularFact:
        """The letter."""
        told = self.cleaned_data
        cited_on = told["cited_on"].isoformat() if told["cited_on"] else ""
        cites = ({"number": told["cited_number"], "dated_on": cited_on},) if told["cited_number"] else ()
        return CircularFact(told["subject"], told["number"], told["dated_on"], told["body"], cites)


class ReceiptForm(forms.Form):
    """One's own receipt number, if the office keeps one."""

    receipt_number = NormCharField(label=_("Receipt number"), max_length=60, required=False)


class AskForm(forms.Form):
    text = NormCharField(label=_("Your question"), multiline=True, max_length=4000)


class ReplyForm(forms.Form):
    answer = NormCharField(label=_("Answer"), multiline=True, max_length=4000)


class MoveForm(forms.Form):
    """New dates of a published deadline. A province moves the due date alone."""

    opens_on = BeDateField(label=_("Opens"))
    due_on = BeDateField(label=_("Due"), help_text=_("On a holiday it moves to the next working day; both are shown."))
    check_due_on = BeDateField(label=_("Checked by"))
    reason = NormCharField(label=_("Reason"), multiline=True, max_length=2000, widget=forms.Textarea({"rows": 2}))
    looked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, present: DeadlineDate, national: DeadlineDate, only_due: bool, **kwargs: Any
    ) -> None:
        names = ("opens_on", "due_on", "check_due_on")
        super().__init__(*args, initial={name: getattr(present, name) for name in names}, **kwargs)
        self.present, self.national = present, national
        if only_due:
            del self.fields["opens_on"], self.fields["check_due_on"]

    def dates(self) -> StepDates:
        """The dates told; a province's other dates are DLA's."""
        told, base = self.cleaned_data, self.national
        return StepDates(
            told.get("opens_on", base.opens_on),
            told["due_on"],
            told.get("check_due_on", base.check_due_on),
            base.closes_on,
        )

    @property
    def was_looked_at(self) -> bool:
        """The effect of exactly these dates was on the page."""
        return self.cleaned_data["looked"] == str(self.dates().due_on)


class HolidayFileForm(forms.Form):
    file = forms.FileField(
        label=_("List of holidays (CSV)"),
        help_text=_("Columns date and name; a date as in 13/04/2570."),
        widget=forms.FileInput({"class": "in", "accept": ".csv,text/csv"}),
    )
