"""Form fields that read Thai input, and forms that know which version of a record they showed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from . import clock
from .money import format_baht, parse_money
from .problems import Conflict, Problem, Refused
from .thai_dates import format_medium, format_short, parse_date
from .thai_text import InputError, norm
from .versions import conflicts_between

#: Django's own words that we put more plainly; our Thai is taken before Django's.
PUT_PLAINLY = [
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Enter a whole number."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
]


def _error(message: Any, code: str, params: Mapping[str, Any]) -> ValidationError:
    """Not yet text: Django fills the params in when it shows the error, in the reader's language."""
    return ValidationError(message, code, dict(params) or None)


def _unreadable(error: InputError) -> ValidationError:
    return _error(error.message, error.code, error.params)


class BeDateInput(forms.TextInput):
    """A text box for a date in พ.ศ.; bedate.js adds the calendar beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-be-date": True, "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return format_short(value) if isinstance(value, dt.date) else super().format_value(value)


class BeDateField(forms.Field):
    """A date as officers type it. `near` (default today) settles the century of two-digit years.

    `earliest` and `latest` bound it, in the calendar of the browser too.
    """

    widget = BeDateInput

    def __init__(
        self,
        *,
        near: dt.date | None = None,
        earliest: dt.date | None = None,
        latest: dt.date | None = None,
        **kwargs: Any,
    ) -> None:
        self.near, self.earliest, self.latest = near, earliest, latest
        super().__init__(**kwargs)

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        # At rendering, not at import: the day of a long-running server moves on.
        near = self.near or clock.today()
        for name, day in (("data-near", near), ("data-min", self.earliest), ("data-max", self.latest)):
            if day:
                self.widget.attrs[name] = day.isoformat()
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        return format_short(value) if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        if value is None or isinstance(value, dt.date):
            return value
        try:
            return parse_date(value, near=self.near or clock.today(), today=clock.today())
        except InputError as error:
            raise _unreadable(error) from error

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(
                _("The date must be %(day)s or later."), "too_early", {"day": format_medium(self.earliest)}
            )
        if value and self.latest and value > self.latest:
            raise ValidationError(
                _("The date must be %(day)s or earlier."), "too_late", {"day": format_medium(self.latest)}
            )


class NormCharField(forms.CharField):
    """Text that comes back through norm(): one spelling, nothing invisible. `multiline` keeps line ends."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values:
            value = norm(str(value), newlines=self.multiline)
        return super().to_python(value)


class MoneyField(forms.Field):
    """Baht, exact to the satang. Blank is None, a dash is zero."""

    widget = forms.TextInput(
        attrs={"class": "in num", "inputmode": "decimal", "autocomplete": "off", "maxlength": "40"}
    )

    def prepare_value(self, value: Any) -> Any:
        return format_baht(value) if isinstance(value, (Decimal, int)) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return parse_money(str(value))
        except InputError as error:
            raise _unreadable(error) from error


def put_problems_on(form: forms.BaseForm, refused: Refused | Iterable[Problem]) -> None:
    """Show an action's refusal where it belongs: at the field it names, else above the form. Input stays filled in."""
    for problem in refused:
        if problem.field in form.fields and problem.row is None:
            form.add_error(problem.field, _error(problem.message, problem.rule, problem.shown_params))
        else:
            form.add_error(None, ValidationError(str(problem), problem.rule))


class VersionedForm(forms.Form):
    """A form that remembers which values it showed, so that two people can edit one record.

    `SomeForm(row=record)` shows the record; `SomeForm(request.POST)` reads it back. `before()` gives the values
    shown, for `versions.merge`. After Stale, `show_conflicts(row, who)` renders the same form with both values.
    """

    v = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    #: What the conflict table shows; filled by show_conflicts.
    conflicts: list[Conflict]
    changed_by: str | Promise

    def __init__(self, data: Any = None, files: Any = None, *, row: Any = None, **kwargs: Any) -> None:
        self.conflicts, self.changed_by = [], ""
        super().__init__(data, files, **kwargs)
        if row is not None:
            shown = self.values_of(row)
            self.initial = {**shown, "v": row.version, "base": self._packed(shown), **self.initial}
        if self.is_bound and self.data.get(self.add_prefix("keep")) == "theirs":
            self._take_theirs()

    def own_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if name not in ("v", "base") and not _is_file(field)]

    def values_of(self, row: Any) -> dict[str, Any]:
        """The record's values under the form's field names; override where they differ from the attributes."""
        return {name: getattr(row, name) for name in self.own_fields()}

    def clean_v(self) -> int | None:
        return self.cleaned_data.get("v")

    def before(self) -> dict[str, Any]:
        """The values this form showed when it was opened; a field that cannot be told is left out."""
        try:
            packed = json.loads(self.data.get(self.add_prefix("base")) or "{}")
        except ValueError:
            packed = {}
        found = {}
        for name in self.own_fields():
            if isinstance(packed, dict) and name in packed:
                try:
                    found[name] = self.fields[name].to_python(packed[name])
                except ValidationError:
                    continue
        return found

    def yours(self) -> dict[str, Any]:
        """The cleaned values without the form's own bookkeeping."""
        return {name: self.cleaned_data[name] for name in self.own_fields() if name in self.cleaned_data}

    def show_conflicts(self, row: Any, changed_by: str | Promise = "") -> None:
        """Turn this form to the record as it is now: your words stay, the conflicts stand beside them.

        What the other person alone changed is taken over, so that saving again does not undo it.
        """
        before, yours, now = self.before(), self.yours(), self.values_of(row)
        labels = {name: self.fields[name].label or name for name in self.own_fields()}
        self.conflicts = conflicts_between(before, yours, now, labels)
        self.changed_by = changed_by
        data = self._own_data()
        for name in self.own_fields():
            if name in yours and name in before and yours[name] == before[name]:
                self._put(data, name, now[name])
        data[self.add_prefix("v")] = str(row.version)
        data[self.add_prefix("base")] = self._packed(now)
        data.pop(self.add_prefix("keep"), None)
        self.data = data

    def _take_theirs(self) -> None:
        data = self._own_data()
        theirs = self.before()
        asked = data.getlist(self.add_prefix("conflicting"))
        for name in asked:
            if name in theirs:
                self._put(data, name, theirs[name])
        self.data = data

    def _own_data(self) -> QueryDict:
        if isinstance(self.data, QueryDict):
            return self.data.copy()
        data = QueryDict(mutable=True)
        for name, value in self.data.items():
            data.setlist(name, list(value) if isinstance(value, (list, tuple)) else [value])
        return data

    def _put(self, data: QueryDict, name: str, value: Any) -> None:
        field, key = self.fields[name], self.add_prefix(name)
        shown = field.prepare_value(value)
        if isinstance(field.widget, forms.CheckboxInput):
            data.setlist(key, ["on"] if shown else [])
        elif isinstance(shown, (list, tuple, set)):
            data.setlist(key, [str(one) for one in shown])
        else:
            data[key] = "" if shown is None else str(shown)

    def _packed(self, values: Mapping[str, Any]) -> str:
        shown = {name: self.fields[name].prepare_value(value) for name, value in values.items() if name in self.fields}
        return json.dumps(shown, cls=DjangoJSONEncoder, ensure_ascii=False)


def _is_file(field: forms.Field) -> bool:
    return isinstance(field, forms.FileField)
