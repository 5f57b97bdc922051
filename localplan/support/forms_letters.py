"""What is written on the pages of letters: the text, the cited letters, the number, the receipt."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, NormCharField, VersionedForm
from localplan.toolkit.letters import letter_date
from localplan.toolkit.thai_dates import parse_date
from localplan.toolkit.thai_text import InputError

from .facts import LetterText, Numbering
from .models import Letter

EXAMPLE = "มท 0810.5/ว 41 ลงวันที่ 11 มกราคม 2570"
_DATED = re.compile(r"\s*(?:ลงวันที่|ลว\.?)\s*")


class CitesField(NormCharField):
    """Letters it refers to, one a line: "มท 0810.5/ว 41 ลงวันที่ 11 มกราคม 2570". The value is as Letter keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            multiline=True, max_length=1500, widget=forms.Textarea({"rows": 2, "placeholder": EXAMPLE}), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(_cited_line(one) for one in value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        found = []
        for line in str(super().to_python(value) or "").split("\n"):
            number, *day = _DATED.split(re.sub(r"^ที่\s*", "", line.strip()), maxsplit=1)
            if not line.strip():
                continue
            try:
                read = parse_date(day[0], near=clock.today(), today=clock.today()) if day else None
            except InputError as error:
                raise ValidationError(str(error), "unreadable") from error
            found.append({"number": number.strip(), "dated_on": read.isoformat() if read else ""})
        return found

    def run_validators(self, value: Any) -> None:
        if len(value) > 10:
            raise ValidationError(_("At most 10 letters."), "too_many")

    def validate(self, value: Any) -> None:
        """None is as good as any."""


def _cited_line(one: dict[str, str]) -> str:
    day = one.get("dated_on")
    return one.get("number", "") + (f" ลงวันที่ {letter_date(dt.date.fromisoformat(day))}" if day else "")


class LetterForm(VersionedForm):
    """A letter in one of the three forms; two people may write different parts of it at once."""

    kind = forms.ChoiceField(label=_("Form of the letter"), choices=Letter.Kind.choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Letter.Urgency.choices, required=False)
    subject = NormCharField(label=_("Subject"), max_length=300)
    addressed_to = NormCharField(
        label=_("To"), max_length=300, help_text=_("the words filled in, below the text, may stand here too")
    )
    cites = CitesField(
        label=_("Letters it refers to"),
        required=False,
        help_text=_("one a line, with its date"),
    )
    encloses = NormCharField(
        label=_("Enclosures"),
        multiline=True,
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("one a line"),
    )
    body = NormCharField(label=_("Text"), multiline=True, max_length=20_000, widget=forms.Textarea({"rows": 14}))
    through_district = forms.BooleanField(
        label=_("Through the district: to subdistrict municipalities and SAOs"), required=False
    )
    signer = NormCharField(label=_("Name of the signer"), max_length=200, required=False)
    signer_post = NormCharField(
        label=_("Post of the signer"),
        multiline=True,
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    contact = NormCharField(
        label=_("Contact"),
        multiline=True,
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("unit, name, telephone"),
    )

    def text(self) -> LetterText:
        told = self.yours()
        return LetterText(**{**told, "cites": tuple(told["cites"])})


class NumberForm(forms.Form):
    """The number from the register, and the day."""

    number = NormCharField(
        label=_("Number"),
        max_length=60,
        help_text=_("From the register of outgoing letters; the next free one stands here."),
    )
    dated_on = BeDateField(label=_("Dated"))

    def numbering(self) -> Numbering:
        return Numbering(self.cleaned_data["number"], self.cleaned_data["dated_on"])


class ReceiptForm(forms.Form):
    """One's own receipt number, if the office keeps one."""

    receipt_number = NormCharField(label=_("Receipt number"), max_length=60, required=False)
