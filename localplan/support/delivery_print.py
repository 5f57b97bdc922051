"""The delivery report (ใบส่งมอบงาน) on paper, with places for three signatures. Thai, whoever prints it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.letters import letter_date
from localplan.toolkit.pdf.render import render
from localplan.toolkit.sheet import Heading, Part, Row, Sheet, SheetColumn
from localplan.toolkit.thai_dates import end_of_month, format_medium, format_moment, month_and_year

from .delivery import Delivery, Stage
from .work_log import Log

#: The words of the paper, as offices write them. They travel as data, so that lines end between words.
HIRED = (
    "ตามที่{office} ได้จ้างข้าพเจ้า {analyst} ตามสัญญาเลขที่ {contract} ตั้งแต่วันที่ {from_on} ถึงวันที่ {until_on} "
    "ให้ดูแลองค์กรปกครองส่วนท้องถิ่น จำนวน {number} แห่ง{laos} นั้น"
)
DELIVERS = "บัดนี้ ข้าพเจ้าได้ปฏิบัติงานประจำเดือน{month} แล้ว จึงขอส่งมอบงานตามรายละเอียด ดังนี้"
TEMPLATE = Path(__file__).parent / "prints" / "delivery_report.typ"


class DeliveryPaper:
    """One report as a print: what was handed in, or, marked as a draft, what the log has by now."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.log: Log = delivery.log
        self.post: Membership = delivery.post

    @property
    def file_name(self) -> str:
        """Without its ending."""
        words = _("Delivery report %(month)s %(name)s")
        return words % {"month": self.delivery.key, "name": self.post.user.full_name}

    def as_data(self) -> dict[str, Any]:
        """Mappings, lists and plain values only."""
        with translation.override("th"):
            one, report, log = self.delivery, self.delivery.report, self.log
            office = self.post.organisation
            until = self.post.until_on or end_of_month(one.month)
            return {
                "title": _("Delivery report"),
                "office": office.full_name,
                "draft": _("Draft, not handed in yet") if not one.is_handed_in else "",
                "month": month_and_year(one.month.year, one.month.month),
                "date": letter_date(clock.day_of(report.handed_in_at)) if report and report.handed_in_at else "",
                "subject": f"ส่งมอบงานจ้างเหมาบริการ ประจำเดือน{month_and_year(one.month.year, one.month.month)}",
                "head": f"ท้องถิ่นจังหวัด{office.name}",
                "analyst": self.post.user.full_name,
                "contract": self.post.contract_number,
                "laos": ", ".join(log.laos),
                "hired": HIRED.format(
                    office=office.full_name,
                    analyst=self.post.user.full_name,
                    contract=self.post.contract_number,
                    from_on=letter_date(self.post.from_on),
                    until_on=letter_date(until),
                    number=len(log.laos),
                    laos=f" ได้แก่ {', '.join(log.laos)}" if log.laos else "",
                ),
                "delivers": DELIVERS.format(month=month_and_year(one.month.year, one.month.month)),
                "acts": [[one.words, one.times, one.laos, one.on_behalf] for one in log.acts],
                "helped": "อปท. ที่ได้รับการช่วยเหลือ (ครั้ง): " + ", ".join(f"{name} ({n})" for name, n in log.helped.items())
                if log.helped
                else "",
                "contacts": [
                    [
                        format_medium(one.day),
                        one.lao,
                        _with(one.way_words, one.person),
                        _with(one.outcome_words, one.note),
                    ]
                    for one in log.contacts
                ],
                "noted": [[format_medium(one.day), one.text, one.lao, one.hours] for one in log.noted],
                "hours": f"รวม {log.hours} ชั่วโมง" if log.hours else "",
                "handed_in": _by_system(report.handed_in_at) if report and one.is_handed_in else "",
                "supervisor": self.post.supervisor.user.full_name if self.post.supervisor else "",
                "remarks": report.remarks if report and one.stage == Stage.SIGNED else "",
                "signed": _by_system(report.signed_at) if report and report.signed_at else "",
                "signed_by": report.signed_by.user.full_name if report and report.signed_by else "",
                "signer_post": report.signed_by.post_name if report and report.signed_by else "",
                "printed_at": _("printed on %(moment)s") % {"moment": format_moment(clock.now())},
            }

    def as_pdf(self) -> bytes:
        return render(TEMPLATE, self.as_data())

    def as_xlsx(self) -> bytes:
        return self.as_sheet().as_xlsx()

    def as_sheet(self) -> Sheet:
        """The same lines as one table, for Excel."""
        data = self.as_data()
        with translation.override("th"):
            columns = [
                SheetColumn(pgettext("calendar", "No."), 1.2, fixed=True),
                SheetColumn(_("Day"), 3.2, fixed=True),
                SheetColumn(pgettext("work", "What was done"), 9.0),
                SheetColumn(_("LAO"), 5.0),
                SheetColumn(_("Times"), 2.2, fixed=True),
                SheetColumn(_("Hours"), 2.2, fixed=True),
            ]
            acts = [["", words, _laos(laos), str(times), ""] for words, times, laos, _lent in data["acts"]]
            contacts = [[day, _with(way, came), lao, "", ""] for day, lao, way, came in data["contacts"]]
            noted = [[day, text, lao, "", hours] for day, text, lao, hours in data["noted"]]
            lines: list[Heading | Row] = []
            for heading, rows in (
                (_("Done in the system"), acts),
                (_("Contacts with LAOs"), contacts),
                (_("Visits, training and other work"), noted),
            ):
                lines.append(Heading(heading))
                lines += [Row([str(number), *cells]) for number, cells in enumerate(rows, start=1)]
            notes = [f"{_('LAOs in care')}: {data['laos'] or '–'}"]
            if data["remarks"]:
                notes.append(f"{_('Remarks of the supervisor')}: {data['remarks']}")
            if data["signed"]:
                notes.append(f"{_('Signed by')}: {data['signed_by']} {data['signed']}")
            return Sheet(
                title=f"{data['title']} {data['month']}",
                columns=columns,
                parts=[Part(lines)],
                organisation=data["office"],
                subtitles=[
                    f"{data['analyst']} · {_('contract %(number)s') % {'number': data['contract']}}",
                    data["draft"],
                ],
                notes=notes,
                printed_at=data["printed_at"],
            )


def _with(words: str, more: str) -> str:
    return f"{words}: {more}" if more else words


def _laos(number: int) -> str:
    return _("%(number)s LAOs") % {"number": number} if number else ""


def _by_system(moment: dt.datetime | None) -> str:
    return _("in the system, %(moment)s") % {"moment": format_moment(moment)} if moment else ""
