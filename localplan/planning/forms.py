"""Shapes of what people type; what is allowed is asked by the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localplan.strategy.models import Direction, Programme, Strategy
from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, MoneyField, NormCharField, VersionedForm
from localplan.toolkit.thai_dates import BE, fiscal_year

from .facts import FIELDS, PROMULGATION_DATES, amount_field
from .models import Edition, ProjectRevision
from .reading import values_of
from .rules import NAME_LENGTH, TEXT_LENGTHS

PLACES = ("latitude", "longitude", "latitude_end", "longitude_end")
_ROWS = {"objective": 4, "target": 4, "indicator": 3, "result": 3}


def label_of(name: str) -> Any:
    """Not yet text: forms are declared before the reader's language is known."""
    return ProjectRevision._meta.get_field(name.removesuffix("_id")).verbose_name  # type: ignore[union-attr]


class IdField(forms.TypedChoiceField):
    """A record chosen by its id; nothing chosen is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        return self._coerce(super().to_python(value))  # type: ignore[attr-defined]


class ProjectForm(VersionedForm):
    """All of one project as one edition has it."""

    name = NormCharField(
        label=label_of("name"), max_length=NAME_LENGTH, widget=forms.Textarea(attrs={"rows": 2}), multiline=True
    )
    kind = forms.ChoiceField(label=label_of("kind"), choices=ProjectRevision.Kind.choices)
    tactic_id = IdField(label=label_of("tactic_id"))
    programme_id = IdField(label=label_of("programme_id"))
    number = forms.IntegerField(
        label=label_of("number"),
        help_text=_("within the programme"),
        required=False,
        min_value=1,
        max_value=99_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, direction: Direction, years: Sequence[int], units: Sequence[str], **kwargs: Any):
        self.years = years
        self.units = units
        row = kwargs.pop("row", None)
        super().__init__(*args, **kwargs)
        self._add_fields()
        strategies = Strategy.objects.filter(direction=direction).prefetch_related("tactics")
        blank = [("", "–")]
        grouped = [(str(s), [(t.pk, f"{s.number}.{t.number} {t.name}") for t in s.tactics.all()]) for s in strategies]
        self.fields["tactic_id"].choices = blank + [group for group in grouped if group[1]]  # type: ignore[attr-defined]
        programmes = Programme.objects.filter(direction=direction)
        self.fields["programme_id"].choices = blank + [(p.pk, p.name) for p in programmes]  # type: ignore[attr-defined]
        if row is not None:
            shown = self.values_of(row)
            self.initial = {**shown, "v": row.version, "base": self._packed(shown), **self.initial}

    def _add_fields(self) -> None:
        for year in self.years:
            self.fields[amount_field(year)] = MoneyField(label=str(year), required=False)
        for name in ("objective", "target", "indicator", "result"):
            area = forms.Textarea(attrs={"rows": _ROWS[name]})
            self.fields[name] = NormCharField(
                label=label_of(name), max_length=TEXT_LENGTHS[name], required=False, multiline=True, widget=area
            )
        for name in ("unit", "place"):
            attrs = {"list": "units"} if name == "unit" else {}
            self.fields[name] = NormCharField(
                label=label_of(name), max_length=TEXT_LENGTHS[name], required=False, widget=forms.TextInput(attrs=attrs)
            )
        for name in PLACES:
            self.fields[name] = forms.DecimalField(
                label=label_of(name),
                max_digits=9,
                decimal_places=6,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

        for name in ("programme_id", "unit"):
            self.fields[name].help_text = _("needed before the plan is confirmed")
        for name in (*map(amount_field, self.years), *PLACES, "tactic_id", "programme_id", "unit"):
            self.fields[name].unmarked = True  # type: ignore[attr-defined]

    def values_of(self, row: ProjectRevision) -> dict[str, Any]:
        return values_of(row, self.years)

    @property
    def amounts(self) -> list[forms.BoundField]:
        return [self[amount_field(year)] for year in self.years]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in PLACES]

    def own_fields(self) -> list[str]:
        return [name for name in self.fields if name in FIELDS or name[1:].isdigit()]


class BeginForm(forms.Form):
    """The span of a new plan, and which vision and strategies it follows."""

    first_year = forms.TypedChoiceField(label=_("First year"), coerce=int)
    length = forms.TypedChoiceField(
        label=_("How many years"), coerce=int, choices=[(5, "5"), (4, "4"), (3, "3")], initial=5
    )

    def __init__(self, *args: Any, spans: Sequence[Direction], begun: Collection[int] = (), **kwargs: Any) -> None:
        """`begun`: first years of the plans that are there; the next one is offered after them."""
        super().__init__(*args, **kwargs)
        now = fiscal_year(clock.today())
        ends = {span.last_year + 1 for span in spans[:1]}
        years = sorted({*range(now - 6, now + 3), *(span.first_year for span in spans), *ends})
        self.fields["first_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.spans = spans
        if spans:
            newest = spans[0]
            first = newest.last_year + 1 if newest.first_year in begun else newest.first_year
            self.initial.setdefault("first_year", first)
            length = spans[0].last_year - spans[0].first_year + 1
            self.initial.setdefault("length", length if 3 <= length <= 5 else 5)


class PromulgationForm(VersionedForm):
    """The dates on the paper, and the signed notice."""

    notice = forms.FileField(label=_("Signed notice"), help_text=_("PDF, PNG or JPEG, at most 10 MB"), required=False)

    def __init__(self, *args: Any, row: Edition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = self.fields.pop("notice")
        near = dt.date(row.year - BE, 6, 1) if row else None
        for name in PROMULGATION_DATES:
            label = Edition._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = BeDateField(label=label, required=False, near=near)
        self.fields["notice"] = notice
        for asked in self.fields.values():
            asked.unmarked = True  # type: ignore[attr-defined]  # the page says what is needed, and when
        if row is not None:
            shown = self.values_of(row)
            self.initial = {**shown, "v": row.version, "base": self._packed(shown)}

    @property
    def dates(self) -> list[forms.BoundField]:
        return [self[name] for name in PROMULGATION_DATES]


class AmendmentForm(forms.Form):
    """What kind of amendment is opened; its number within kind and calendar year, if the paper has one."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[c for c in Edition.Kind.choices if c[0] != "original"])
    year = forms.IntegerField(
        label=_("Calendar year (BE)"),
        min_value=2540,
        max_value=2640,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    number = forms.IntegerField(
        label=_("Amendment no."),
        help_text=_("Left blank: the next free one"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class ReasonForm(forms.Form):
    reason = NormCharField(label=_("Reason"), max_length=500)


class WorkbookForm(forms.Form):
    file = forms.FileField(label=_("Workbook (.xlsx)"), help_text=_("Made from our template or from your own export"))
