"""ทะเบียนคุมก่อหนี้ผูกพัน and ทะเบียนคุมการเบิกจ่าย of a fiscal year, as tables for paper and Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from localplan.organisations.models import Organisation
from localplan.toolkit import clock
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.sheet import Part, Row, Sheet, SheetColumn, Total
from localplan.toolkit.thai_dates import fiscal_quarter, format_moment, format_tight

from ..models import Disbursement
from ..register import commitments_of, shares_of

ZERO = Decimal("0.00")


def _marks(lao: Organisation, year: int, made_at: dt.datetime | None) -> dict[str, Any]:
    moment = format_moment(made_at or clock.now())
    return {
        "organisation": lao.full_name,
        "subtitles": [lao.full_name, _("Fiscal year %(year)s") % {"year": year}],
        "printed_at": pgettext("print", "Printed %(moment)s") % {"moment": moment},
        "foot": f"{_('Amounts in baht, payments before deductions')} · {_quarter_words()}",
    }


def _quarter_words() -> str:
    """Which date makes the quarter, by the setting of the installation."""
    if settings.QUARTER_BY == "approved":
        return _("the day of approval makes the quarter")
    return _("the day of payment makes the quarter")


def register_of_commitments(lao: Organisation, year: int, made_at: dt.datetime | None = None) -> Sheet:
    """Every commitment with the lines that bear it; a commitment of several lines has a row for each."""
    with override("th"):
        rows = list(commitments_of(lao, year).order_by("signed_on", "pk"))
        shares = shares_of([one.pk for one in rows], year)
        lines: list[Row | Total] = []
        sums = [ZERO, ZERO, ZERO]
        for place, one in enumerate(rows, start=1):
            for first, share in enumerate(shares[one.pk]):
                told = ["", "", "", "", "", ""]
                if not first:
                    day = format_tight(one.signed_on)
                    ended = _("cancelled %(day)s") % {"day": format_tight(one.cancelled_on)} if one.cancelled_on else ""
                    until = ended or (format_tight(one.ends_on) if one.ends_on else "")
                    name = one.number or str(one.get_kind_display())
                    told = [str(place), name, one.title, one.counterparty, day, until]
                source = f"{share.number} {share.source}"
                money = (share.amount, share.paid, share.left)
                sums = [total + amount for total, amount in zip(sums, money, strict=True)]
                lines.append(Row([*told, source, *money]))
        if rows:
            lines.append(Total(_("Total of %(number)s commitments") % {"number": f"{len(rows):,}"}, [None] * 7 + sums))
        return Sheet(
            title=_("Register of commitments"),
            columns=[
                SheetColumn(_("No."), 1.1, fixed=True),
                SheetColumn(_("Contract no."), 2.2, fixed=True),
                SheetColumn(_("What for"), 6.0),
                SheetColumn(_("Counterparty"), 3.6),
                SheetColumn(_("Signed on"), 1.9, fixed=True),
                SheetColumn(_("Ends on"), 1.9, fixed=True),
                SheetColumn(_("Budget line"), 3.0),
                SheetColumn(_("Amount"), 2.3, Holds.MONEY),
                SheetColumn(_("Paid"), 2.3, Holds.MONEY),
                SheetColumn(_("Left"), 2.3, Holds.MONEY),
            ],
            parts=[Part(lines)],
            **_marks(lao, year, made_at),
        )


def register_of_payments(lao: Organisation, year: int, made_at: dt.datetime | None = None) -> Sheet:
    """Every payment and every counter-entry in the order of the days, quarter by quarter."""
    with override("th"):
        listed = Disbursement.objects.filter(organisation=lao, year_id=year).select_related("commitment")
        payments: Sequence[Disbursement] = list(listed.order_by("counts_on", "pk"))
        lines: list[Row | Total] = []
        for quarter, group in groupby(payments, key=lambda one: fiscal_quarter(one.counts_on)):
            rows = list(group)
            lines += [_payment(one) for one in rows]
            lines.append(Total(_("Quarter %(quarter)s") % {"quarter": quarter}, [None] * 5 + _sums(rows)))
        if payments:
            words = _("Total of %(number)s payments") % {"number": f"{len(payments):,}"}
            lines.append(Total(words, [None] * 5 + _sums(payments)))
        return Sheet(
            title=_("Register of payments"),
            columns=[
                SheetColumn(_("Day"), 1.9, fixed=True),
                SheetColumn(_("Voucher"), 2.0, fixed=True),
                SheetColumn(_("Contract no."), 2.2, fixed=True),
                SheetColumn(_("What for"), 6.0),
                SheetColumn(_("Counterparty"), 3.6),
                SheetColumn(_("Gross"), 2.3, Holds.MONEY),
                SheetColumn(_("Tax"), 1.9, Holds.MONEY, _("Deducted")),
                SheetColumn(_("Penalty"), 1.9, Holds.MONEY, _("Deducted")),
                SheetColumn(_("Retention"), 1.9, Holds.MONEY, _("Deducted")),
                SheetColumn(_("Net"), 2.3, Holds.MONEY),
            ],
            parts=[Part(lines)],
            **_marks(lao, year, made_at),
        )


def _payment(one: Disbursement) -> Row:
    commitment = one.commitment
    title = commitment.title if one.reverses_id is None else _("Reversal: %(reason)s") % {"reason": one.note}
    told = [format_tight(one.counts_on), one.voucher, commitment.number or str(commitment.get_kind_display())]
    return Row([*told, title, commitment.counterparty, one.gross, one.tax, one.penalty, one.retention, one.net])


def _sums(rows: Sequence[Disbursement]) -> list[Decimal]:
    names = ("gross", "tax", "penalty", "retention", "net")
    return [sum((getattr(one, name) for one in rows), ZERO) for name in names]
