"""What is written on the pages of care, of the work log and of the delivery report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, NormCharField

from .facts import Work
from .models import WorkEntry


class CareForm(forms.Form):
    """To whom, from when."""

    keeper = forms.ChoiceField(label=_("In the care of"))
    from_on = BeDateField(label=pgettext_lazy("care", "From"))

    def __init__(self, data: Any = None, *, staff: Iterable[Membership], chosen: str = "") -> None:
        super().__init__(data, initial={"keeper": chosen, "from_on": clock.today()})
        self.staff = {str(post.pk): post for post in staff}
        fields: dict[str, Any] = self.fields
        named = [(pk, f"{post.user.full_name} · {post.post_name}") for pk, post in self.staff.items()]
        fields["keeper"].choices = [("", _("Choose a person")), *named]

    def keeper_chosen(self) -> Membership:
        return self.staff[self.cleaned_data["keeper"]]


class WorkForm(forms.Form):
    """One line of the log: the day, what was done, for which LAO, how many hours."""

    on = BeDateField(label=_("Day"))
    organisation = forms.ChoiceField(label=_("LAO"), required=False)
    hours = forms.DecimalField(
        label=_("Hours"),
        required=False,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}),
    )
    text = NormCharField(label=pgettext_lazy("work", "What was done"), max_length=500)

    field_order = ("on", "text", "organisation", "hours")

    def __init__(
        self, data: Any = None, *, laos: Iterable[Organisation], by: Membership, entry: WorkEntry | None = None
    ) -> None:
        shown: dict[str, Any] = {"on": clock.today()}
        if entry is not None:
            shown = {"on": entry.on, "text": entry.text, "hours": entry.hours, "organisation": entry.organisation_id}
        super().__init__(data, initial=shown)
        self.laos = {str(lao.pk): lao for lao in laos}
        fields: dict[str, Any] = self.fields
        fields["organisation"].choices = [
            ("", _("No LAO in particular")),
            *(
                (pk, f"{lao.short_name} · {lao.parent.name}" if lao.parent else lao.short_name)
                for pk, lao in self.laos.items()
            ),
        ]
        fields["on"].earliest, fields["on"].latest = by.from_on, clock.today()

    def work(self) -> Work:
        given = self.cleaned_data
        return Work(given["on"], given["text"], self.laos.get(given["organisation"]), given["hours"])

    @property
    def day(self) -> dt.date:
        return self.cleaned_data["on"]  # type: ignore[no-any-return]


class SignForm(forms.Form):
    """The supervisor's remarks, on the version that was read."""

    remarks = NormCharField(label=_("Remarks of the supervisor"), multiline=True, required=False, max_length=2000)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
