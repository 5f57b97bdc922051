"""Shapes of what people type about contracts and payments; what is allowed is asked by the actions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localplan.budgeting.models import BudgetLine
from localplan.toolkit.forms import BeDateField, MoneyField, NormCharField, VersionedForm
from localplan.toolkit.money import format_baht, parse_money
from localplan.toolkit.thai_text import InputError

from .facts import Amendment, Cancellation, Contract, Part, Payment
from .models import Commitment, Share
from .register import Row
from .typed import read_day

#: Lines that one contract may take from in the form; a workbook takes more.
MOST_PARTS = 4
ZERO = Decimal("0.00")


class DayField(BeDateField):
    """A date that may leave out its year: it then lies in the fiscal year of the page."""

    year = 0

    def to_python(self, value: Any) -> dt.date | None:
        if self.year and isinstance(value, str):
            try:
                return read_day(value, self.year)
            except InputError:
                pass
        return super().to_python(value)


def in_year(form: forms.Form, year: int) -> None:
    """Let every day of the form be typed without its year."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.year = year


def label_of(line: BudgetLine) -> str:
    """A line as the picker shows it: number, name, source, and what it has available."""
    told = {"number": line.number, "name": line.name[:70], "source": line.get_source_display()}
    return gettext("%(number)s · %(name)s · %(source)s · %(left)s left") % {**told, "left": format_baht(line.available)}


class LineSelect(forms.Select):
    """Each option carries what its line has left and its name, for the script beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines: dict[str, BudgetLine] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        line = self.lines.get(str(option["value"]))
        if line is not None:
            option["attrs"] |= {"data-left": str(line.available), "data-name": line.name}
        return option


def read_instalments(typed: str, year: int) -> list[tuple[Decimal, dt.date | None]]:
    """One instalment a line: the amount, then the day it is due. Raises ValidationError with the line."""
    found = []
    for text in typed.splitlines():
        amount, _space, day = text.strip().partition(" ")
        if not amount:
            continue
        try:
            found.append((parse_money(amount) or ZERO, read_day(day, year) if day.strip() else None))
        except InputError as unreadable:
            raise ValidationError(f"“{text[:60]}”: {unreadable.text}", "unreadable") from unreadable
    return found


class ContractForm(forms.Form):
    """A commitment as signed, with the lines it takes from, and its first payment where it is paid at once."""

    line_0 = forms.TypedChoiceField(label=_("Budget line"), coerce=int, empty_value=None, widget=LineSelect())
    amount_0 = MoneyField(label=_("Amount (baht)"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Commitment.Kind)
    number = NormCharField(
        label=_("Contract no."), max_length=60, required=False, help_text=_("a subsidy or a direct payment needs none")
    )
    title = NormCharField(
        label=_("What for"), max_length=300, help_text=_("blank: the name of the line"), required=False
    )
    counterparty = NormCharField(label=_("Counterparty"), max_length=200, widget=forms.TextInput({"list": "parties"}))
    signed_on = DayField(label=_("Signed on"))
    method = forms.ChoiceField(
        label=_("Method of procurement"), choices=Commitment.Method, initial="none", required=False
    )
    egp = NormCharField(
        label=_("e-GP project no."),
        max_length=11,
        required=False,
        help_text=_("11 digits"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    ends_on = DayField(label=_("Ends on"), required=False)
    instalments = NormCharField(
        label=_("Instalments"),
        required=False,
        multiline=True,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("one a line: amount, then the day it is due if known, such as 196,000 30/1/2570"),
    )
    council_on = DayField(label=_("Council passed on"), required=False)
    ceilings = NormCharField(
        label=_("Ceiling of each year"),
        required=False,
        multiline=True,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("one a line: fiscal year, then baht, such as 2571 1,000,000"),
    )
    voucher = NormCharField(label=_("Voucher"), max_length=60, required=False)
    paid_on = DayField(label=_("Paid on"), required=False)
    gross = MoneyField(label=_("Paid (baht)"), required=False, help_text=_("blank: the whole amount"))
    reason = NormCharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, lines: Sequence[BudgetLine], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.year = lines, year
        for place in range(1, MOST_PARTS):
            self.fields[f"line_{place}"] = forms.TypedChoiceField(
                label=_("Budget line"), coerce=int, empty_value=None, required=False, widget=LineSelect()
            )
            self.fields[f"amount_{place}"] = MoneyField(label=_("Amount (baht)"), required=False)
        choices = [("", "–"), *((line.pk, label_of(line)) for line in lines)]
        for place in range(MOST_PARTS):
            field = self.fields[f"line_{place}"]
            field.choices = choices  # type: ignore[attr-defined]
            field.widget.lines = {str(line.pk): line for line in lines}  # type: ignore[attr-defined]
        in_year(self, year)

    @property
    def more_parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"line_{place}"], self[f"amount_{place}"]) for place in range(1, MOST_PARTS)]

    @property
    def shows_more(self) -> bool:
        """Whether more than one line was chosen, so that a refused form comes back open."""
        return any(self.data.get(f"line_{place}") for place in range(1, MOST_PARTS))

    def clean_instalments(self) -> list[tuple[Decimal, dt.date | None]]:
        return read_instalments(self.cleaned_data["instalments"], self.year)

    def clean_ceilings(self) -> dict[int, Decimal]:
        found = {}
        for text in self.cleaned_data["ceilings"].splitlines():
            year, _space, amount = text.strip().partition(" ")
            if not year:
                continue
            try:
                read = parse_money(amount)
            except InputError as unreadable:
                raise ValidationError(f"“{text[:60]}”: {unreadable.text}", "unreadable") from unreadable
            if not re.fullmatch(r"2[4-6][0-9]{2}", year) or read is None:
                raise ValidationError(
                    _("“%(text)s”: write the fiscal year, then the amount."), "unreadable", {"text": text[:60]}
                )
            found[int(year)] = read
        return found

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        for place in range(MOST_PARTS):
            line, amount = told.get(f"line_{place}"), told.get(f"amount_{place}")
            if line and amount is None and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", _("Give the amount this line bears."))
            elif amount is not None and not line and f"line_{place}" not in self.errors:
                self.add_error(f"line_{place}", _("Choose the line that bears it."))
        if (told.get("voucher") or told.get("gross")) and not told.get("paid_on") and "paid_on" not in self.errors:
            told["paid_on"] = told.get("signed_on")
        return told

    def contract(self) -> Contract:
        told = self.cleaned_data
        pairs = [(told.get(f"line_{place}"), told.get(f"amount_{place}")) for place in range(MOST_PARTS)]
        parts = [Part(line, amount) for line, amount in pairs if line and amount is not None]
        names = {line.pk: line.name for line in self.lines}
        return Contract(
            kind=told["kind"],
            title=told["title"] or names.get(parts[0].line, ""),
            counterparty=told["counterparty"],
            signed_on=told["signed_on"],
            parts=parts,
            number=told["number"],
            method=told["method"] or "none",
            egp=told["egp"],
            ends_on=told["ends_on"],
            instalments=told["instalments"],
            council_on=told["council_on"],
            ceilings=told["ceilings"],
        )

    def payment(self, commitment: int) -> Payment | None:
        """Its payment, where a voucher or a day of payment was told."""
        told = self.cleaned_data
        if not (told["voucher"] or told["gross"] or self.data.get("paid_on")):
            return None
        gross = told["gross"] or sum((part.amount for part in self.contract().parts), ZERO)
        return Payment(commitment, told["voucher"], told["paid_on"] or told["signed_on"], gross)


class PaymentForm(forms.Form):
    """One payment as on the voucher; the deductions explain the net."""

    paid_on = DayField(label=_("Day paid"))
    voucher = NormCharField(label=_("Voucher"), max_length=60)
    gross = MoneyField(label=_("Amount before deductions (baht)"))
    tax = MoneyField(label=_("Withholding tax"), required=False)
    penalty = MoneyField(label=_("Penalty"), required=False)
    retention = MoneyField(label=_("Retention"), required=False)
    net = MoneyField(label=_("Net paid out"), required=False, help_text=_("as on the cheque; blank: not compared"))
    instalment = forms.IntegerField(label=_("Instalment"), required=False, min_value=1, max_value=999)
    approved_on = DayField(label=_("Approved on"), required=False)
    note = NormCharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, *args: Any, row: Row, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row.is_split:
            for share in row.shares:
                label = gettext("From line %(number)s, %(source)s, %(left)s left") % {
                    "number": share.number,
                    "source": share.source,
                    "left": format_baht(share.left),
                }
                self.fields[f"part_{share.line}"] = MoneyField(label=label, required=False)
        in_year(self, year)

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("part_")]

    def payment(self) -> Payment:
        told = self.cleaned_data
        parts = [Part(int(name[5:]), told[name]) for name in self.fields if name.startswith("part_") and told.get(name)]
        return Payment(
            self.row.commitment.pk,
            told["voucher"],
            told["paid_on"],
            told["gross"],
            parts,
            approved_on=told["approved_on"],
            tax=told["tax"] or ZERO,
            penalty=told["penalty"] or ZERO,
            retention=told["retention"] or ZERO,
            net=told["net"],
            instalment=told["instalment"],
            note=told["note"],
        )


class AmendmentForm(forms.Form):
    """What the paper of an amendment changes: the amount each line bears, the end, the counterparty."""

    on = DayField(label=_("Day of the amendment"))
    paper = NormCharField(label=_("Paper"), max_length=120, required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    counterparty = NormCharField(label=_("Counterparty"), max_length=200, required=False)
    instalments = NormCharField(
        label=_("New instalments"),
        required=False,
        multiline=True,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("blank: as before. One a line: amount, then the day it is due if known"),
    )
    reason = NormCharField(label=_("Reason"), max_length=1000, multiline=True, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, commitment: Commitment, shares: Sequence[Share], year: int, **kwargs: Any) -> None:
        shown = {"ends_on": commitment.ends_on, "counterparty": commitment.counterparty}
        super().__init__(*args, initial=shown, **kwargs)
        self.commitment, self.shares, self.year = commitment, shares, year
        for share in shares:
            label = gettext("Line %(number)s, %(name)s: paid %(paid)s, the line has %(left)s more") % {
                "number": share.line.number,
                "name": share.line.name[:60],
                "paid": format_baht(share.paid),
                "left": format_baht(share.line.available),
            }
            self.fields[f"part_{share.line_id}"] = MoneyField(label=label, initial=share.amount)
        self.order_fields(["on", *(f"part_{share.line_id}" for share in shares), "ends_on", "instalments"])
        in_year(self, year)

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[f"part_{share.line_id}"] for share in self.shares]

    def clean_instalments(self) -> list[tuple[Decimal, dt.date | None]] | None:
        return read_instalments(self.cleaned_data["instalments"], self.year) or None

    def amendment(self) -> Amendment:
        told = self.cleaned_data
        parts = [
            Part(share.line_id, told[f"part_{share.line_id}"])
            for share in self.shares
            if told[f"part_{share.line_id}"] != share.amount
        ]
        new = told["counterparty"]
        return Amendment(
            told["on"],
            told["reason"],
            parts,
            paper=told["paper"],
            ends_on=told["ends_on"] if told["ends_on"] != self.commitment.ends_on else None,
            counterparty=new if new and new != self.commitment.counterparty else None,
            instalments=told["instalments"],
        )


class CancellationForm(forms.Form):
    """The end of a commitment before it is paid."""

    on = DayField(label=_("Day of the cancellation"))
    paper = NormCharField(label=_("Paper"), max_length=120, required=False)
    reason = NormCharField(label=_("Reason"), max_length=1000, multiline=True, widget=forms.Textarea({"rows": 2}))
    again = forms.BooleanField(label=_("It will be announced again"), required=False)

    def cancellation(self) -> Cancellation:
        told = self.cleaned_data
        return Cancellation(told["on"], told["reason"], paper=told["paper"], again=told["again"])


class CorrectionForm(VersionedForm):
    """Particulars that were typed wrong; amounts are amended, not corrected."""

    number = NormCharField(label=_("Contract no."), max_length=60, required=False)
    title = NormCharField(label=_("What for"), max_length=300)
    counterparty = NormCharField(label=_("Counterparty"), max_length=200)
    method = forms.ChoiceField(label=_("Method of procurement"), choices=Commitment.Method)
    egp = NormCharField(label=_("e-GP project no."), max_length=11, required=False, help_text=_("11 digits"))
    ends_on = BeDateField(label=_("Ends on"), required=False)


class ProgressForm(forms.Form):
    """How far the work was on a day."""

    on = DayField(label=_("Day"))
    percent = forms.DecimalField(
        label=_("Per cent done"),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "num", "autocomplete": "off"}),
    )
    note = NormCharField(label=_("Remark"), max_length=500, required=False)
    photo = forms.FileField(label=_("Photograph"), required=False, help_text=_("PNG or JPEG, at most 10 MB"))
    reason = NormCharField(label=_("Reason"), max_length=300, required=False)


class ReversalForm(forms.Form):
    """Why a payment is taken back."""

    on = BeDateField(label=_("Day of the counter-entry"))
    reason = NormCharField(label=_("Reason"), max_length=300)


class WorkbookForm(forms.Form):
    """A workbook of commitments or payments."""

    file = forms.FileField(label=_("Workbook"), help_text=_("Excel (.xlsx), at most 10 MB"))


class DecisionForm(forms.Form):
    """The decision behind the acts of the year's end that are ticked."""

    decided_on = BeDateField(label=_("Day of the decision"))
    paper = NormCharField(
        label=_("Paper"), max_length=120, required=False, help_text=_("order or minutes of the council")
    )
    until_on = BeDateField(label=_("May be paid until"), required=False, help_text=_("of what is carried over"))
