"""What is written on the page of a reminder."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from localplan.calendar.steps import STEPS, Actor
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit import files as stored_files
from localplan.toolkit.forms import NormCharField
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Refused

from .facts import Asked, Offer, Reminder, Said

SALT = "localplan.help-files"
#: Files handed in with a form that came back need not be chosen again for so long (seconds).
KEPT_FOR = 24 * 60 * 60
#: What may be handed in with a request for help: pictures of the screen, papers, workbooks.
HANDED_IN = {**stored_files.SCANS, **stored_files.WORKBOOKS}


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


class FilesField(forms.FileField):
    """Several files at once; the value is a list."""

    widget = type("SeveralFiles", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class SayForm(forms.Form):
    """Something said, with files. Files that were kept need not be chosen again when the form comes back."""

    text = NormCharField(label=_("Message"), multiline=True, max_length=5000)
    files = FilesField(label=_("Pictures, PDF or Excel files"), required=False, help_text=_("at most 10 MB each"))
    kept_files = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    kept: list[StoredFile]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.kept = _kept_before(self.cleaned_data.get("kept_files") or "")
        for uploaded in self.cleaned_data.get("files") or []:
            try:
                self.kept.append(stored_files.keep(uploaded, kinds=HANDED_IN, field="files"))
            except Refused as refused:
                for problem in refused:
                    self.add_error("files", f"{stored_files.clean_name(uploaded.name)}: {problem.text}")
        if self.kept:
            data = self.data.copy()
            data[self.add_prefix("kept_files")] = signing.dumps([file.pk for file in self.kept], salt=SALT)
            self.data = data
        return cleaned

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given["text"], tuple(self.kept), given["seen"])


class AskForm(SayForm):
    """A problem, with where it arose."""

    subject = NormCharField(label=_("What it is about, in one line"), max_length=200)
    page = forms.CharField(required=False, widget=forms.HiddenInput, max_length=300)
    step = forms.ChoiceField(label=_("Step"), required=False)

    field_order = ("subject", "step", "text", "files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What happened, and what you wanted to do")
        steps = [(code, step.name) for code, step in STEPS.items() if step.actor == Actor.LAO]
        self.fields["step"].choices = [("", _("No step in particular")), *steps]

    def asked(self, page: str, trouble: str) -> Asked:
        """`page`: the posted address as `asking.whence` let it pass, never as it was posted."""
        given = self.cleaned_data
        return Asked(given["subject"], given["text"], page, given["step"], trouble, tuple(self.kept))


class OfferForm(forms.Form):
    """Question and solution as everybody may read them."""

    question = NormCharField(label=_("The question, without names"), multiline=True, max_length=1000)
    solution = NormCharField(label=_("The solution, without names"), multiline=True, max_length=3000)

    def offer(self) -> Offer:
        return Offer(self.cleaned_data["question"], self.cleaned_data["solution"])


class LetSeeForm(forms.Form):
    """To whom, and for how long."""

    LASTS = (("1", _("1 hour")), ("4", _("4 hours")), ("day", _("until the end of today")))

    officer = forms.ChoiceField(label=_("Officer"))
    lasts = forms.ChoiceField(label=_("For how long"), choices=LASTS, widget=forms.RadioSelect, initial="1")
    request = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, officers: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(one.pk): one for one in officers}
        self.fields["officer"].choices = [
            (pk, f"{one.user.full_name} · {one.post_name} {one.organisation.short_name}")
            for pk, one in self.officers.items()
        ]

    def officer_chosen(self) -> Membership:
        return self.officers[self.cleaned_data["officer"]]

    def until(self) -> dt.datetime:
        """The moment it ends: so many hours from now, or midnight."""
        lasts, now = self.cleaned_data["lasts"], clock.now()
        if lasts == "day":
            return dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(0), clock.BANGKOK)
        return now + dt.timedelta(hours=int(lasts))


def _kept_before(signed: str) -> list[StoredFile]:
    try:
        ids = signing.loads(signed, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []
    return list(StoredFile.objects.filter(pk__in=ids).order_by("pk"))
