"""What is written on the page of a reminder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.forms import NormCharField

from .facts import Reminder


class ReminderForm(forms.Form):
    """The message with its merge fields, and whether to send it again to those reminded lately."""

    step = forms.ChoiceField(label=_("About"), required=False)
    text = NormCharField(
        label=_("Message"), multiline=True, max_length=2000, help_text=_("Words in ‹ › are filled in for each LAO.")
    )
    again = forms.BooleanField(label=_("Send again to those reminded in the last 24 hours"), required=False)

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [("", _("Whatever is overdue at each of them (filled in)")), *steps]

    def fact(self) -> Reminder:
        given = self.cleaned_data
        return Reminder(given["text"], given["step"], given["again"])
