"""Shapes of what people type about transfers, money without an ordinance, and the accounts; the verbs judge it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.forms import BeDateField, MoneyField, NormCharField, VersionedForm
from localplan.toolkit.thai_dates import fiscal_year_dates
from localplan.toolkit.thai_text import arabic_digits

from .classification import Choice
from .facts import NewItem, OpenedLine, PartTotal, Shift
from .models import BudgetLine, Classification
from .rules import NAME_LENGTH
from .sources import OPENED_BY_HAND, Authority, Source

MONEY = {
    "class": "in num",
    "inputmode": "decimal",
    "autocomplete": "off",
    "maxlength": "40",
    "size": "14",
    "data-money": True,
}
PAPER = _("PDF, PNG or JPEG, at most 10 MB")


def _money(label: Any) -> MoneyField:
    return MoneyField(label=label, required=False, widget=forms.TextInput(attrs=MONEY))


def _authority(**more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Decided by"), choices=Authority.choices, widget=forms.RadioSelect, **more)


class ChoiceOfCode(forms.TypedChoiceField):
    """A code of a list by its id; nothing chosen is None."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, coerce=int, empty_value=None, required=False)

    def offer(self, codes: Iterable[Choice]) -> None:
        self.choices = [("", "–"), *((code.pk, str(code)) for code in codes)]


class LineNumberField(NormCharField):
    """A budget line by its number, as the list under the box offers it: 12, or 12 with words after it."""

    def __init__(self, **kwargs: Any) -> None:
        self.lines: Mapping[int, BudgetLine] = {}
        attrs = {"class": "in", "list": "lines", "autocomplete": "off", "maxlength": "340", "size": "52"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = re.match(r"\d{1,9}", arabic_digits(text))
        line = self.lines.get(int(found[0])) if found else None
        if line is None:
            raise ValidationError(_("No line of the year has this number. Choose one of the list."), "unknown_line")
        return line

    def prepare_value(self, value: Any) -> Any:
        return value.number if isinstance(value, BudgetLine) else value


class RoundForm(forms.Form):
    """The head of a round of transfers as decided."""

    number = forms.IntegerField(
        label=_("Round no."), min_value=1, max_value=9999, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    authority = _authority(initial=Authority.EXECUTIVE)
    changes_nature = forms.BooleanField(
        label=_("A capital item changes in nature, quantity or quality"), required=False
    )
    decided_on = BeDateField(label=_("Decided"))
    notice_on = BeDateField(label=_("Public notice"), required=False)
    reported_on = BeDateField(label=_("Reported to the governor or district chief"), required=False)
    late_reason = NormCharField(label=_("Reason, if reported late"), max_length=500, required=False)
    reason = NormCharField(label=_("Why it is transferred"), max_length=2000, required=False, multiline=True)
    document = forms.FileField(label=_("Signed order"), help_text=PAPER, required=False)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bound_days(self, ("decided_on",), year)
        self.fields["reason"].widget.attrs["rows"] = 2

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in ("decided_on", "notice_on", "reported_on")]


class SideForm(forms.Form):
    """One row of a round: a line, and what it gives or gains."""

    line = LineNumberField(label=_("Budget line"))
    less = _money(_("Decrease"))
    more = _money(_("Increase"))

    def __init__(self, *args: Any, lines: Mapping[int, BudgetLine], place: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"r{place}"})
        self.place = place
        self.fields["line"].lines = lines  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        less, more = told.get("less"), told.get("more")
        if less and more:
            self.add_error("more", _("A line either gives or gains in one round."))
        if told.get("line") is not None and not less and not more and not self.errors:
            self.add_error("less", _("Type what the line gives or gains."))
        if told.get("line") is None and (less or more) and "line" not in self.errors:
            self.add_error("line", _("Choose the line."))
        return told

    @property
    def chosen(self) -> BudgetLine | None:
        """The line, for its balance beside it."""
        return self.cleaned_data.get("line") if self.is_bound and hasattr(self, "cleaned_data") else None

    @property
    def amount(self) -> Decimal:
        """Signed; zero for an empty row."""
        told = getattr(self, "cleaned_data", {})
        return (told.get("more") or Decimal(0)) - (told.get("less") or Decimal(0))

    @property
    def left_after(self) -> Decimal | None:
        return self.chosen.available + self.amount if self.chosen is not None else None

    def shift(self) -> Shift | None:
        line = self.cleaned_data["line"]
        return Shift(line.pk, self.amount, self.place) if line is not None else None


class ItemForm(forms.Form):
    """A new item that a round makes."""

    name = NormCharField(label=_("New item"), max_length=NAME_LENGTH, required=False)
    development = forms.BooleanField(label=_("Development"), required=False, initial=True)
    work = ChoiceOfCode(_("Work"))
    category = ChoiceOfCode(_("Category"))
    more = _money(_("Increase"))

    def __init__(
        self, *args: Any, works: Sequence[Choice], categories: Sequence[Choice], place: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"n{place}"})
        self.place = place
        self.fields["work"].offer(works)  # type: ignore[attr-defined]
        self.fields["category"].offer(categories)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("name")) != bool(told.get("more")) and not self.errors:
            self.add_error("name" if told.get("more") else "more", _("A new item has a name and an amount."))
        return told

    @property
    def amount(self) -> Decimal:
        return getattr(self, "cleaned_data", {}).get("more") or Decimal(0)

    def shift(self) -> Shift | None:
        told = self.cleaned_data
        if not told["name"]:
            return None
        item = NewItem(told["name"], told["development"], None, told["work"], told["category"])
        return Shift(None, self.amount, self.place, item)


class DatesForm(VersionedForm):
    """When a round was made public and reported."""

    notice_on = BeDateField(label=_("Public notice"), required=False)
    reported_on = BeDateField(label=_("Reported to the governor or district chief"), required=False)
    late_reason = NormCharField(label=_("Reason, if reported late"), max_length=500, required=False)

    def own_fields(self) -> list[str]:
        return ["notice_on", "reported_on"]


class ReversalForm(forms.Form):
    """Taking a round back by another one."""

    authority = _authority()
    decided_on = BeDateField(label=_("Decided"))
    reason = NormCharField(label=_("Why it is taken back"), max_length=2000, multiline=True)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": "back"})
        _bound_days(self, ("decided_on",), year)
        self.fields["reason"].widget.attrs["rows"] = 2


class OpenLineForm(forms.Form):
    """Money without an ordinance."""

    source = forms.ChoiceField(
        label=_("Source of the money"),
        choices=[(source.value, source.label) for source in Source if source in OPENED_BY_HAND],
        widget=forms.RadioSelect,
    )
    name = NormCharField(label=_("Budget item"), max_length=NAME_LENGTH)
    amount = _money(_("Amount"))
    decided_on = BeDateField(label=_("Decided"))
    paper = NormCharField(label=_("Number of the decision or letter"), max_length=120, required=False)
    authority = _authority(required=False)
    emergency = NormCharField(
        label=_("The emergency"), help_text=_("only where the executive decided alone"), max_length=500, required=False
    )
    agency = NormCharField(
        label=_("Agency the money is from"),
        help_text=_("only for money of another agency"),
        max_length=200,
        required=False,
    )
    origin = LineNumberField(
        label=_("Line of last year's ordinance"), help_text=_("only for last year's budget meanwhile")
    )
    development = forms.BooleanField(label=_("Development"), required=False, initial=True)
    work = ChoiceOfCode(_("Work"))
    category = ChoiceOfCode(_("Category"))

    def __init__(
        self,
        *args: Any,
        year: int,
        works: Sequence[Choice],
        categories: Sequence[Choice],
        last_year: Mapping[int, BudgetLine],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _bound_days(self, ("decided_on",), year)
        self.fields["amount"].required = True
        self.fields["work"].offer(works)  # type: ignore[attr-defined]
        self.fields["category"].offer(categories)  # type: ignore[attr-defined]
        self.fields["origin"].lines = last_year  # type: ignore[attr-defined]

    def fact(self) -> OpenedLine:
        """What was told; what belongs to another source is left out."""
        told, source = self.cleaned_data, self.cleaned_data["source"]
        origin = told["origin"] if source == Source.PREVIOUS else None
        return OpenedLine(
            source=source,
            name=told["name"],
            amount=told["amount"],
            decided_on=told["decided_on"],
            development=told["development"],
            work=told["work"],
            category=told["category"],
            authority=told["authority"] if source == Source.SURPLUS else "",
            paper=told["paper"],
            agency=told["agency"] if source == Source.OTHER else "",
            origin=origin.pk if origin is not None else None,
        )


class AccountsForm(forms.Form):
    """What the accounts say of a quarter, one row a งบ, typed from the paper."""

    reason = NormCharField(label=_("Why the figures differ"), max_length=2000, required=False, multiline=True)
    over_reason = NormCharField(
        label=_("Reason, if more was spent than the budget of its kind"), max_length=500, required=False
    )
    document = forms.FileField(label=_("Page of the accounts"), help_text=PAPER, required=False)

    FIGURES = (("budget", _("Budget in force")), ("outstanding", _("Outstanding")), ("disbursed", _("Disbursed")))

    def __init__(
        self, *args: Any, parts: Sequence[Classification], stated: Mapping[int, PartTotal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(parts)
        self.fields["reason"].widget.attrs["rows"] = 3
        for part in self.parts:
            total = stated.get(part.pk)
            for name, label in self.FIGURES:
                self.fields[f"{name}_{part.pk}"] = _money(label)
                self.initial.setdefault(f"{name}_{part.pk}", getattr(total, name) if total else None)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for part in self.parts:
            keys = [f"{name}_{part.pk}" for name, _label in self.FIGURES]
            if any(told.get(key) is not None for key in keys):
                for key in keys:
                    if told.get(key) is None and key not in self.errors:
                        self.add_error(key, _("Type the figure, or a dash for nothing."))
        return told

    def totals(self) -> list[PartTotal]:
        """The parts that were filled in."""
        told = self.cleaned_data
        keys = {part.pk: [told.get(f"{name}_{part.pk}") for name, _label in self.FIGURES] for part in self.parts}
        return [PartTotal(pk, *figures) for pk, figures in keys.items() if None not in figures]  # type: ignore[arg-type]


class ReportForm(forms.Form):
    """The e-LAAS report, handed in."""

    file = forms.FileField(label=_("e-LAAS report of the remaining budget"), help_text=_("an Excel file (.xlsx)"))


def _bound_days(form: forms.Form, names: Iterable[str], year: int) -> None:
    """The calendar offers the days of the fiscal year; two-digit years are read near it."""
    first, last = fiscal_year_dates(year)
    for name in names:
        field: Any = form.fields[name]
        field.near = first + (last - first) / 2
        assert isinstance(field.near, dt.date)
