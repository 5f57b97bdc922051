"""The shape of what is typed about strategies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from localplan.toolkit.forms import BeDateField, NormCharField, VersionedForm

from .models import ProvincialIssue, Strategy, Tactic
from .rules import FIRST_YEAR, LAST_YEAR, LENGTHS


class RowField(forms.ChoiceField):
    """A choice among rows, as the id of one or None."""

    def to_python(self, value: Any) -> Any:
        text = str(value if value is not None else "")
        return int(text) if text.isascii() and text.isdigit() else None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value is not None and not self.valid_value(value):
            raise ValidationError(
                _("Select a valid choice. That choice is not one of the available choices."), "invalid_choice"
            )


class RowsField(forms.MultipleChoiceField):
    """Ticks beside rows, as their ids, ascending."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> Any:
        return tuple(sorted(int(one) for one in value or () if str(one).isascii() and str(one).isdigit()))


def _number() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("No."),
        help_text=_("empty: the next one"),
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "num"}),
    )


def _name(label: Any) -> NormCharField:
    return NormCharField(
        label=label, max_length=300, multiline=False, widget=forms.Textarea({"rows": 2, "autocomplete": "off"})
    )


class SpanForm(forms.Form):
    """A new span of fiscal years: where it begins and how long it is."""

    first_year = forms.IntegerField(
        label=_("First fiscal year"),
        help_text=_("Buddhist era, such as 2571"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    length = forms.TypedChoiceField(
        label=_("How many years"),
        coerce=int,
        choices=[(n, ngettext_lazy("%(number)s year", "%(number)s years", n) % {"number": n}) for n in LENGTHS],
        initial=LENGTHS[-1],
    )


class DirectionForm(VersionedForm):
    """Vision and missions of an LAO."""

    vision = NormCharField(label=_("Vision"), max_length=2000, multiline=True, required=False)
    missions = NormCharField(
        label=_("Missions"),
        help_text=_("one a line"),
        max_length=4000,
        multiline=True,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )


class StrategyForm(VersionedForm):
    """One strategy. `issues`: those its province has adopted for the years."""

    number = _number()
    name = _name(_("Strategy"))
    serves = RowField(label=_("Serves the provincial issue"), required=False)
    together = NormCharField(
        label=_("Strategy of the LAOs of the province"),
        help_text=_("as the coordination plan of the province's LAOs calls it"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, issues: Iterable[ProvincialIssue] = (), row: Strategy | None = None, **kw: Any):
        super().__init__(*args, row=row, **kw)
        choices: list[tuple[Any, Any]] = [("", _("not chosen yet"))]
        choices += [(issue.pk, f"{issue} ({issue.strategy})") for issue in issues]
        if row is not None and row.serves is not None and all(row.serves_id != value for value, _words in choices):
            choices.append((row.serves_id, str(row.serves)))
        self.fields["serves"].choices = choices  # type: ignore[attr-defined]

    def values_of(self, row: Strategy) -> dict[str, Any]:
        return {"number": row.number, "name": row.name, "serves": row.serves_id, "together": row.together}


class TacticForm(VersionedForm):
    """One tactic of a strategy."""

    number = _number()
    name = _name(_("Tactic"))


class ProgrammeForm(VersionedForm):
    """One programme and the tactics it stands under."""

    number = _number()
    name = _name(_("Programme"))
    tactics = RowsField(label=_("Under which tactics"), required=False)

    def __init__(self, *args: Any, tactics: Iterable[Tactic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tactics"].choices = [(t.pk, f"{t.code} {t.name}") for t in tactics]  # type: ignore[attr-defined]

    def values_of(self, row: Any) -> dict[str, Any]:
        ids = tuple(sorted(tactic.pk for tactic in row.tactics.all()))
        return {"number": row.number, "name": row.name, "tactics": ids}


class Reasoned(VersionedForm):
    """What an adopted strategy asks beside every change."""

    reason = NormCharField(label=_("Reason for the revision"), max_length=500)

    def __init__(self, *args: Any, adopted: bool = False, **kwargs: Any) -> None:
        self.adopted = adopted
        super().__init__(*args, **kwargs)
        if not adopted:
            del self.fields["reason"]

    def own_fields(self) -> list[str]:
        return [name for name in super().own_fields() if name != "reason"]

    @property
    def given_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class VisionForm(Reasoned):
    """The vision of a province."""

    vision = NormCharField(label=_("Vision"), max_length=2000, multiline=True, required=False)
    field_order = ("vision", "reason")


class IssueForm(Reasoned):
    """One issue of a provincial strategy with its goals."""

    number = _number()
    name = _name(_("Issue"))
    goals = NormCharField(
        label=_("Goals"), help_text=_("one a line"), multiline=True, required=False, max_length=20_000
    )
    field_order = ("number", "name", "goals", "reason")

    def values_of(self, row: ProvincialIssue) -> dict[str, Any]:
        return {"number": row.number, "name": row.name, "goals": row.goals_as_lines}


class AdoptionForm(forms.Form):
    """The day on which the strategy was adopted."""

    adopted_on = BeDateField(label=_("Day of adoption"))
