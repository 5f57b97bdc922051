"""One's own data, and passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from localplan.toolkit.forms import NormCharField, VersionedForm

from ..models import User

#: What Django's validators say of a password; Django itself has no Thai for them.
PUT_PLAINLY = [
    gettext_noop("This password is too common."),
    gettext_noop("This password is entirely numeric."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        10,
    ),
]
_NEW = {"autocomplete": "new-password"}


class OwnDataForm(VersionedForm):
    """Name, telephone, e-mail."""

    full_name = NormCharField(
        label=_("Name and surname"),
        max_length=User._meta.get_field("full_name").max_length,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = NormCharField(
        label=_("Mobile telephone"),
        max_length=User._meta.get_field("phone").max_length,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "email"}))


class _Twice(forms.Form):
    """A new password, typed twice. How strong it must be, the action says."""

    first, second = "password1", "password2"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        typed = self.cleaned_data.get(self.first), self.cleaned_data.get(self.second)
        if all(typed) and typed[0] != typed[1]:
            self.add_error(self.second, _("The two are not the same. Type the password again."))
        return cleaned


class SetPasswordForm(_Twice):
    password1 = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters, not only digits, not like your username"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(_NEW),
    )
    password2 = forms.CharField(
        label=_("The same again"), strip=False, max_length=1000, widget=forms.PasswordInput(_NEW)
    )


class ChangePasswordForm(_Twice):
    first, second = "new1", "new2"

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new1 = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters, not only digits, not like your username"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(_NEW),
    )
    new2 = forms.CharField(label=_("The same again"), strip=False, max_length=1000, widget=forms.PasswordInput(_NEW))


class SignOutElsewhereForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password", "id": "id_elsewhere"}),
    )
