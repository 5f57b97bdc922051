"""A document handed in, and a draft corrected by hand."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, NormCharField
from localplan.toolkit.thai_dates import fiscal_year

from ..facts import DATE_NAMES, DraftDeadline, GuidanceFact, RowFact
from ..models import Calendar, CalendarRow
from ..steps import STEPS

#: How DLA heads its calendars: an official paper, Thai in every language of the page.
TITLE = "ปฏิทินการปฏิบัติงานของสำนักงานท้องถิ่นจังหวัด"
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[.)]\s*")


class DocumentForm(forms.Form):
    """The founding document as a text file, or its words pasted."""

    file = forms.FileField(
        label=_("Text file"),
        required=False,
        help_text=_("Plain text (.txt), 1 MB at most. In Word: Save as, Plain text, UTF-8."),
        widget=forms.FileInput({"class": "in", "accept": ".txt,text/plain"}),
    )
    words = forms.CharField(
        label=_("Or paste the words here"),
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("The table and the letter together, as they stand in the document."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("file")) == bool((cleaned.get("words") or "").strip()):
            raise ValidationError(_("Hand in a file, or paste the words: one of the two."), "one_of_two")
        return cleaned


def _year_field(**values: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=2540,
        max_value=2640,
        widget=forms.TextInput({"class": "in num", "inputmode": "numeric", "maxlength": "4"}),
        **values,
    )


class YearForm(forms.Form):
    """The fiscal year a calendar is copied to."""

    year = _year_field(label=_("Fiscal year"))


class WordingForm(forms.Form):
    """The words around the table."""

    title = NormCharField(label=_("Title"), max_length=400, widget=forms.Textarea({"rows": 3}))
    note = NormCharField(label=_("Note under the table"), required=False, multiline=True, max_length=8000)


class RowForm(forms.Form):
    """One row of the table."""

    number = forms.IntegerField(
        label=pgettext_lazy("calendar", "No."),
        min_value=1,
        max_value=99,
        widget=forms.TextInput({"class": "in num", "inputmode": "numeric"}),
    )
    months = NormCharField(label=_("Months"), max_length=120, help_text=_("As it is printed, with the year."))
    from_on = BeDateField(label=_("First day"))
    until_on = BeDateField(label=_("Last day"))
    guidance = NormCharField(
        label=_("Guidance"),
        multiline=True,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Begin each item on a new line with its number: 1. … A single item needs none."),
    )
    remark = NormCharField(label=_("Remark"), required=False, multiline=True, max_length=4000)

    @classmethod
    def of(cls, row: CalendarRow) -> RowForm:
        """The row as it stands."""
        guidance = "\n".join(f"{item.number}. {item.text}" if item.number else item.text for item in row.items.all())
        names = ("number", "months", "from_on", "until_on", "remark")
        return cls(initial={**{name: getattr(row, name) for name in names}, "guidance": guidance})

    def clean_guidance(self) -> tuple[GuidanceFact, ...]:
        """Lines that begin with a number begin an item; without any number the whole is one."""
        text = self.cleaned_data["guidance"]
        items: list[list[Any]] = []
        for line in text.splitlines():
            begins = _NUMBERED.match(line)
            if begins:
                items.append([int(begins[1]), [line[begins.end() :].strip()]])
            elif items:
                items[-1][1].append(line.strip())
            elif line.strip():
                items.append([0, [line.strip()]])
        numbers = [number for number, _words in items]
        if len(set(numbers)) < len(numbers):
            raise ValidationError(_("Two items have the same number."), "number_twice")
        return tuple(GuidanceFact(number, " ".join(filter(None, lines))) for number, lines in items)

    def fact(self) -> RowFact:
        """What was told."""
        told = self.cleaned_data
        return RowFact(
            told["number"], told["months"], told["from_on"], told["until_on"], told["guidance"], told["remark"]
        )


class BeginForm(RowForm):
    """A calendar typed by hand begins with its year, its title and its first row."""

    year = _year_field(label=_("Fiscal year"))
    title = NormCharField(label=_("Title"), max_length=400)
    field_order = ("year", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        year = fiscal_year(clock.today()) + 1
        kwargs.setdefault("initial", {"year": year, "number": 1, "title": f"{TITLE} ปีงบประมาณ {year}"})
        super().__init__(*args, **kwargs)


class DeadlineForm(forms.Form):
    """The dates of one deadline of a draft."""

    opens_on = BeDateField(label=_("Opens"))
    due_on = BeDateField(label=_("Due"), help_text=_("On a holiday it moves to the next working day; both are shown."))
    check_due_on = BeDateField(label=_("Checked by"))
    closes_on = BeDateField(
        label=_("Closes"), required=False, help_text=_("Only where late handing-in shall be impossible. Usually empty.")
    )

    def __init__(self, *args: Any, draft: DraftDeadline, only_due: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(draft, name) for name in DATE_NAMES})
        super().__init__(*args, **kwargs)
        self.draft = draft
        if only_due:
            for name in ("opens_on", "check_due_on", "closes_on"):
                del self.fields[name]

    def fact(self) -> DraftDeadline:
        """The deadline with the dates told; those not in the form stay as they are."""
        told = {name: self.cleaned_data.get(name, getattr(self.draft, name)) for name in DATE_NAMES}
        return DraftDeadline(self.draft.step, self.draft.year, **told)


class NewDeadlineForm(DeadlineForm):
    """A deadline that no sentence gave."""

    step = forms.ChoiceField(label=_("Step"))
    year = _year_field(label=_("Fiscal year"))
    field_order = ("step", "year")

    def __init__(self, *args: Any, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, draft=DraftDeadline("", calendar.year_id), initial={"year": calendar.year_id}, **kwargs)
        there = {deadline.tie for deadline in calendar.draft_deadlines}
        self.there = {(tie.step, tie.year) for tie in there}
        self.fields["step"].choices = [(code, step.name) for code, step in STEPS.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("step"), cleaned.get("year")) in self.there:
            self.add_error("step", ValidationError(_("The draft has this step already. Change it there."), "there"))
        return cleaned

    def fact(self) -> DraftDeadline:
        told = {name: self.cleaned_data.get(name) for name in DATE_NAMES}
        return DraftDeadline(self.cleaned_data["step"], self.cleaned_data["year"], **told)
