"""Shapes of what people type about ordinances and their lines; what is allowed is asked by the verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.forms import BeDateField, MoneyField, NormCharField, VersionedForm
from localplan.toolkit.money import format_baht
from localplan.toolkit.thai_dates import fiscal_year_dates

from .classification import Choice
from .facts import LINE_FIELDS, OrdinanceFacts
from .findings import DATES
from .models import Ordinance
from .plans import Planned
from .rules import NAME_LENGTH

HEAD = (*DATES, "deemed_approved", "approver", "stated_total")


class IdField(forms.TypedChoiceField):
    """A record chosen by its id; nothing chosen is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        return self._coerce(super().to_python(value))  # type: ignore[attr-defined]


class HeadForm(VersionedForm):
    """The head of an ordinance as on paper: dates, approver, total, revenue estimate, the signed document."""

    blanks_may_wait = True

    passed_on = BeDateField(label=_("Council passed"), required=False)
    approved_on = BeDateField(label=_("Approved"), required=False)
    promulgated_on = BeDateField(label=_("Promulgated"), required=False)
    effective_on = BeDateField(label=_("In effect from"), required=False)
    approver = NormCharField(
        label=_("Approver, as signed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "approvers", "autocomplete": "off"}),
    )
    deemed_approved = forms.BooleanField(
        label=_("Deemed approved: no answer within the time of the law"), required=False
    )
    stated_total = MoneyField(label=_("Total on the paper, typed from it"), required=False)
    document = forms.FileField(
        label=_("Signed ordinance"), help_text=_("PDF, PNG or JPEG, at most 10 MB"), required=False
    )

    def __init__(
        self, *args: Any, year: int, items: Iterable[Choice], row: Ordinance | None = None, **kwargs: Any
    ) -> None:
        self.items = list(items)
        super().__init__(*args, **kwargs)
        near = fiscal_year_dates(year)[0]
        for name in DATES:
            self.fields[name].near = near - dt.timedelta(days=30 * (name != "effective_on"))  # type: ignore[attr-defined]
        for item in self.items:
            self.fields[f"revenue_{item.pk}"] = MoneyField(label=item.name, help_text=item.code, required=False)
        shown = self.values_of(row)
        version = row.version if row is not None else 0
        self.initial = {**shown, "v": version, "base": self._packed(shown), **self.initial}

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            row = Ordinance()
        estimates = dict(row.revenues.values_list("item_id", "amount")) if row.pk else {}
        return {name: getattr(row, name) for name in HEAD} | {
            f"revenue_{item.pk}": estimates.get(item.pk) for item in self.items
        }

    @property
    def dates(self) -> list[forms.BoundField]:
        return [self[name] for name in DATES]

    @property
    def revenues(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Under the kind of revenue they belong to."""
        groups: dict[str, list[forms.BoundField]] = {}
        for item in self.items:
            groups.setdefault(item.path, []).append(self[f"revenue_{item.pk}"])
        return list(groups.items())

    def facts(self, row: Ordinance | None, *, kind: str, number: int, document: Any) -> OrdinanceFacts:
        """As the verb is told. Two people may fill in different items of the estimate: each keeps the other's."""
        yours, before, now = self.yours(), self.before(), self.values_of(row)
        items = [f"revenue_{item.pk}" for item in self.items]
        merged = {name: yours[name] if yours[name] != before.get(name) else now[name] for name in items}
        own = {name: yours[name] for name in HEAD} | {"revenues": _estimates(merged)}
        seen = None
        if row is not None:
            kept = {name: before[name] for name in HEAD if name in before}
            seen = kept | {"revenues": _estimates(now), "document": row.document}
            if document is None:
                document = row.document
        return OrdinanceFacts(kind=kind, number=number, document=document, seen=seen, **own)

    def same_items(self, row: Ordinance | None) -> bool:
        """Whether a colleague changed an item of the estimate meanwhile that was changed here too."""
        yours, before, now = self.yours(), self.before(), self.values_of(row)
        names = [f"revenue_{item.pk}" for item in self.items]
        return any(
            yours[name] != now[name] and before.get(name) != now[name] and yours[name] != before.get(name)
            for name in names
        )


def _estimates(values: Mapping[str, Decimal | None]) -> dict[int, Decimal]:
    """By item; blank is not estimated."""
    return {int(name.removeprefix("revenue_")): amount for name, amount in values.items() if amount is not None}


class SupplementaryForm(forms.Form):
    number = forms.IntegerField(
        label=_("Supplementary ordinance no."),
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
    )


class NatureField(forms.Field):
    """Recurrent or development, as a yes or no to the second."""

    widget = forms.RadioSelect(
        choices=[("0", _("recurrent: needs no project")), ("1", _("development: comes from a project of the plan"))]
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> bool:
        return value in ("1", True)

    def prepare_value(self, value: Any) -> str:
        return "1" if value in ("1", True) else "0"


class LineForm(VersionedForm):
    """One line of an ordinance, all of its fields."""

    blanks_may_wait = True

    name = NormCharField(
        label=_("Budget item"), max_length=NAME_LENGTH, widget=forms.Textarea(attrs={"rows": 2}), multiline=True
    )
    amount = MoneyField(label=_("Amount in the ordinance (baht)"), required=False)
    development = NatureField(label=_("Nature"))
    project_id = IdField(label=_("Project of the plan"), help_text=_("Left blank: to be linked later"))
    work_id = IdField(label=_("Programme and work"))
    category_id = IdField(label=_("Part and category"))

    def __init__(
        self,
        *args: Any,
        works: Iterable[Choice],
        categories: Iterable[Choice],
        projects: Iterable[Planned],
        values: Mapping[str, Any] | None = None,
        version: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_id"].choices = _grouped(works)  # type: ignore[attr-defined]
        self.fields["category_id"].choices = _grouped(categories)  # type: ignore[attr-defined]
        self.fields["project_id"].choices = projects_offered(projects)  # type: ignore[attr-defined]
        shown = dict(LINE_FIELDS if values is None else values)
        self.initial = {**shown, "v": version, "base": self._packed(shown), **self.initial}

    def values_of(self, row: Any) -> dict[str, Any]:
        """`row` tells its `values` by the names of LINE_FIELDS."""
        return dict(row.values)


def _grouped(choices: Iterable[Choice]) -> list[Any]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for choice in choices:
        groups.setdefault(choice.path, []).append((choice.pk, f"{choice.name} {choice.code}"))
    return [("", "–"), *groups.items()]


def projects_offered(projects: Iterable[Planned]) -> list[Any]:
    """Those with money in the year first, each with its amount; then the rest of the plan."""
    planned, rest = [], []
    for one in projects:
        if one.amount:
            planned.append((one.project, f"{one.name} · {format_baht(one.amount)}"))
        else:
            rest.append((one.project, one.name))
    groups = [(_now("Planned for the year"), planned), (_now("Nothing planned for the year"), rest)]
    return [("", "–"), *(group for group in groups if group[1])]


class WorkbookForm(forms.Form):
    file = forms.FileField(label=_("Workbook (.xlsx)"), help_text=_("Made from our template or from your own export"))


class ListForm(forms.Form):
    file = forms.FileField(label=_("List of classification (.csv)"), help_text=_("As the template has it, in UTF-8"))
