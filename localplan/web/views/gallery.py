"""The parts every page is built from, shown alive on one page."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: The thirteen looks of a step: state, what it means, the words of a tag, the words of a narrow cell, percent.
STATES = (
    ("done", _("finished on time"), _("Finished 4 days early"), _("on time"), 0),
    ("late", _("finished late"), _("Finished 3 days late"), _("3 days late"), 0),
    ("prog", _("in progress"), _("In progress, 46%"), "46%", 46),
    ("soon", _("seven days or less"), _("5 days left"), _("5 days left"), 0),
    ("over", _("overdue: mend here"), _("17 days overdue"), _("17 days over"), 0),
    ("overq", _("overdue only because an earlier step is"), _("17 days overdue"), _("17 days over"), 0),
    ("none", _("open, not started"), _("Not started"), _("not started"), 0),
    ("wait", _("may be entered, sent only after the step before"), _("Can be sent after step 3"), _("after step 3"), 0),
    ("sent", _("sent: the province's turn"), _("Sent, waiting for the check"), pgettext_lazy("gallery", "waiting"), 0),
    ("back", _("returned: the LAO's turn"), _("Returned, mend by 22 Mar"), _("mend by 22 Mar"), 0),
    ("nil", _("nothing to report"), _("Nothing to report"), pgettext_lazy("gallery", "nothing"), 0),
    ("ext", _("extended"), _("Extended to 30 Apr"), _("to 30 Apr"), 0),
    ("shut", _("not open yet"), _("Opens 1 Jul"), _("not open"), 0),
)

SWATCHES = (
    "kram-800", "kram-700", "kram-600", "kram-100", "kram-50", "rong-600", "rong-400", "rong-100", "done-t", "done-f",
    "late-t", "late-f", "prog-t", "prog-f", "soon-t", "soon-f", "over-s", "over-f", "ink", "ink-2", "ink-3", "line",
    "ground", "sunk",
)  # fmt: skip
#: Every symbol of the sprite, as `{% icon %}` takes it; a test keeps the two equal.
ICONS = (
    "arrow", "back", "baht", "bell", "cal", "chart", "check", "clip", "clock", "close", "coin", "dl", "doc", "done",
    "down", "ext", "eye", "flag", "hall", "help", "home", "info", "late", "left", "list", "lock", "mail", "map",
    "nil", "none", "off", "out", "over", "overq", "paste", "pen", "people", "phone", "plus", "print", "prog",
    "right", "search", "sent", "shut", "soon", "sort", "swap", "up", "user", "wait",
)  # fmt: skip

CHECKS = (
    {"passed": True, "words": _("Every project has a strategy")},
    {"passed": False, "words": _("6 projects have no amount in any year")},
    {"passed": False, "words": _("The signed notice is not attached")},
)


class ContractForm(forms.Form):
    """A form of every kind of field, as room's forms look; nothing is saved."""

    name = forms.CharField(label=_("Project name"), widget=forms.TextInput({"class": "in"}))
    signed_on = forms.CharField(
        label=_("Contract signed on"),
        help_text=_("For example 1/10/2569 or 1 Oct 2026"),
        widget=forms.TextInput({"class": "in", "data-be-date": True}),
    )
    amount = forms.DecimalField(
        label=_("Amount (baht)"),
        widget=forms.TextInput({"class": "in num", "inputmode": "decimal"}),
        error_messages={"invalid": _("There is a letter O in it; type 350,000")},
    )
    unit = forms.ChoiceField(
        label=_("Responsible unit"),
        choices=[("1", _("Public works division")), ("2", _("Office of the clerk"))],
        widget=forms.Select({"class": "in"}),
    )
    paper = forms.FileField(
        label=_("Signed paper (PDF)"), required=False, widget=forms.FileInput({"class": "in", "accept": ".pdf"})
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea({"class": "in", "rows": 3}))


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part with its rule of use; add here before inventing."""
    typed = {"name": "ก่อสร้างฝายน้ำล้น ลำห้วยน้ำใส หมู่ที่ 3", "signed_on": "1 ต.ค. 69", "amount": "35O,000", "unit": "1"}
    context = {"states": STATES, "swatches": SWATCHES, "checks": CHECKS, "form": ContractForm(typed), "icons": ICONS}
    return render(request, "web/gallery.html", context)
