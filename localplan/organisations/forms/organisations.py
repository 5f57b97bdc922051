"""The contact details of an organisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.forms import NormCharField, VersionedForm

from ..models import Organisation


def _longest(name: str) -> int | None:
    return Organisation._meta.get_field(name).max_length


class ContactForm(VersionedForm):
    """How to reach an organisation; all of it may be empty."""

    phone = NormCharField(
        label=_("Telephone"),
        help_text=_("For example 054 716 345 ext. 12"),
        max_length=_longest("phone"),
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "off"}))
    address = NormCharField(
        label=_("Address"),
        help_text=_("Number, village, subdistrict, postcode"),
        max_length=_longest("address"),
        multiline=True,
        required=False,
    )
