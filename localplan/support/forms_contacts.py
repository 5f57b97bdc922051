"""What is written on the forms of contacts with an LAO, and of a named view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import Submission
from localplan.calendar.steps import STEPS
from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, NormCharField

from .facts import Barrier, Talk
from .models import Contact, LateReason


class ContactForm(forms.Form):
    """A contact where it is seen: the way, what came of it, the day promised, with whom."""

    submission = forms.ChoiceField(label=_("About which step"), required=False)
    way = forms.ChoiceField(label=_("Way"), choices=Contact.Way.choices, initial=Contact.Way.PHONE)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Contact.Outcome.choices)
    promised_on = BeDateField(label=_("Promised by"), required=False)
    on = BeDateField(label=_("Day of the contact"))
    person = NormCharField(label=_("Spoke with"), max_length=120, required=False)
    note = NormCharField(label=_("What they said"), max_length=1000, required=False)

    def __init__(self, data: Any = None, *, about: Iterable[Submission], initial: Any = None, prefix: str = "") -> None:
        today = clock.today()
        super().__init__(data, initial={"on": today, **(initial or {})}, prefix=prefix or None)
        self.about = {str(row.pk): row for row in about}
        named = [(pk, f"{STEPS[row.deadline.step].name} {row.deadline.year_id}") for pk, row in self.about.items()]
        fields: dict[str, Any] = self.fields
        fields["submission"].choices = [("", _("No step in particular")), *named]
        fields["on"].latest = today
        fields["promised_on"].near = today

    def talk(self) -> Talk:
        given = self.cleaned_data
        return Talk(
            way=given["way"],
            outcome=given["outcome"],
            on=given["on"],
            submission=self.about.get(given["submission"]),
            person=given["person"],
            note=given["note"],
            promised_on=given["promised_on"],
        )


class ViewForm(forms.Form):
    """The name of a view of the matrix, and the address it stands for."""

    name = NormCharField(label=_("Name of the view"), max_length=60)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class BarrierForm(forms.Form):
    """Why a step is late: one of the reasons, and a word where it is something else."""

    barrier = forms.ChoiceField(choices=LateReason.Barrier.choices)
    note = NormCharField(label=_("What it is"), max_length=300, required=False)

    def told(self) -> Barrier:
        return Barrier(self.cleaned_data["barrier"], self.cleaned_data["note"])
