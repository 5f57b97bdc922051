"""Shapes of what people type about grants; what is allowed is asked by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.toolkit.forms import BeDateField, MoneyField, NormCharField, VersionedForm

from .facts import Correction
from .models import Grant, GrantEvent

TYPED = (GrantEvent.Kind.RECEIVED, GrantEvent.Kind.RETURNED, GrantEvent.Kind.EXTENDED, GrantEvent.Kind.UNCHANGED)


class AllotmentForm(forms.Form):
    """One item of an allotment letter, as the LAO that received it registers it."""

    grantor = forms.ChoiceField(label=_("Grantor"), choices=Grant.Grantor.choices)
    grantor_name = NormCharField(
        label=_("Name of the grantor"), max_length=200, required=False, help_text=_("for a PAO or another agency")
    )
    letter = NormCharField(label=_("Allotment letter no."), max_length=120)
    letter_on = BeDateField(label=_("Dated"))
    item = forms.IntegerField(
        label=_("Item in the letter"),
        initial=1,
        min_value=1,
        max_value=99_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    purpose = NormCharField(
        label=_("Purpose"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), multiline=True
    )
    project = forms.TypedChoiceField(label=_("Project of the plan"), coerce=int, empty_value=None, required=False)
    amount = MoneyField(label=_("Amount (baht)"))
    contribution = MoneyField(label=_("Contribution of the LAO (baht)"), required=False)
    commit_by = BeDateField(label=_("Commit by"), required=False)
    lapses_on = BeDateField(label=_("Lapses"), required=False)

    def __init__(self, *args: Any, projects: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = [("", "–"), *projects]  # type: ignore[attr-defined]


class CorrectionForm(VersionedForm, AllotmentForm):
    """The particulars of a grant as they stand; two people may put right different ones at once."""

    def values_of(self, row: Any) -> dict[str, Any]:
        return {name: row.project_id if name == "project" else getattr(row, name) for name in self.own_fields()}

    def yours(self) -> dict[str, Any]:
        return _as_kept(super().yours())

    def before(self) -> dict[str, Any]:
        return _as_kept(super().before())

    def correction(self) -> Correction:
        """By the names of PARTICULARS."""
        return Correction(_by_column(self.yours()), _by_column(self.before()))


def _as_kept(values: dict[str, Any]) -> dict[str, Any]:
    """No contribution is none; a project is its id whether it comes from the form or from what the form showed."""
    told = dict(values)
    if "project" in told:
        told["project"] = int(told["project"]) if told["project"] else None
    if "contribution" in told:
        told["contribution"] = told["contribution"] or Decimal("0.00")
    return told


def _by_column(values: dict[str, Any]) -> dict[str, Any]:
    return {"project_id" if name == "project" else name: value for name, value in values.items()}


class WorkbookForm(forms.Form):
    """A workbook of grants."""

    file = forms.FileField(label=_("Workbook"), help_text=_("Excel (.xlsx), at most 10 MB"))


class EventForm(forms.Form):
    """One event of one grant."""

    kind = forms.ChoiceField(
        label=_("Event"), choices=[(kind.value, kind.label) for kind in TYPED], widget=forms.RadioSelect
    )
    on = BeDateField(label=_("Day"))
    amount = MoneyField(label=_("Amount (baht)"), required=False, help_text=_("of money received or returned"))
    commit_by = BeDateField(label=_("New day to commit by"), required=False, help_text=_("of an extension"))
    lapses_on = BeDateField(label=_("New day it lapses"), required=False, help_text=_("of an extension"))
    paper = NormCharField(label=_("Paper"), max_length=120, required=False)
    note = NormCharField(label=pgettext_lazy("grant", "Note"), max_length=300, required=False)


class BackForm(forms.Form):
    """Why an event is taken back, and the day the counter-entry counts from."""

    on = BeDateField(label=_("Day"))
    reason = NormCharField(label=_("Reason"), max_length=300)


class DisputeForm(forms.Form):
    """Why a grant is not ours."""

    reason = NormCharField(label=_("Why it is not ours"), max_length=300)


class CloseForm(forms.Form):
    """The day from which nothing is left."""

    on = BeDateField(label=pgettext_lazy("grant", "Closed on"))
