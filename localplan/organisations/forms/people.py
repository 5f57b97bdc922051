"""Giving, handing over and ending posts; letters of delegation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock, files
from localplan.toolkit.forms import BeDateField, NormCharField
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Refused

from ..facts import Appointment, DelegationLetter, Person
from ..models import Delegation, Membership, Organisation, Post, User

SALT = "localplan.handed-in-file"
#: A scan handed in with a form that was refused need not be chosen again for so long (seconds).
KEPT_FOR = 24 * 60 * 60


def _longest(model: Any, name: str) -> int | None:
    longest: int | None = model._meta.get_field(name).max_length
    return longest


class ScanMixin(forms.Form):
    """One scanned paper. It is kept as soon as it is handed in, so a refused form need not be given it again.

    `scan_field` names the file field; a hidden `<scan_field>_kept` carries the signed id of the kept file.
    """

    scan_field = "order_file"
    kept: StoredFile | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[f"{self.scan_field}_kept"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        uploaded = self.cleaned_data.get(self.scan_field)
        if uploaded:
            try:
                self.kept = files.keep(uploaded, field=self.scan_field)
            except Refused as refused:
                for problem in refused:
                    self.add_error(self.scan_field, problem.text)
        else:
            self.kept = self._kept_before(self.cleaned_data.get(f"{self.scan_field}_kept") or "")
        if self.kept is not None:
            data = self.data.copy()
            data[self.add_prefix(f"{self.scan_field}_kept")] = signing.dumps(self.kept.pk, salt=SALT)
            self.data = data
        return cleaned

    @staticmethod
    def _kept_before(signed: str) -> StoredFile | None:
        try:
            return StoredFile.objects.filter(pk=signing.loads(signed, salt=SALT, max_age=KEPT_FOR)).first()
        except signing.BadSignature:
            return None


class PersonForm(forms.Form):
    """Somebody with an account, by username alone; or somebody new, whose account is made."""

    username = NormCharField(
        label=_("Username"),
        help_text=_("Somebody new: choose one in small English letters, for example somchai.j"),
        max_length=_longest(User, "username"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    full_name = NormCharField(
        label=_("Name and surname"),
        help_text=_("Leave empty when the person already has an account"),
        max_length=_longest(User, "full_name"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    phone = NormCharField(
        label=_("Mobile telephone"),
        max_length=_longest(User, "phone"),
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "off"}))
    #: The username whose owner was shown and said to be the right person.
    is_known = forms.CharField(required=False, widget=forms.HiddenInput)

    #: Whose account it is, once asked.
    known: User | None = None

    def clean_username(self) -> str:
        username = User.normalize_username(self.cleaned_data["username"])
        field = User._meta.get_field("username")
        field.run_validators(username)
        return username

    def clean(self) -> dict[str, Any] | None:
        """An account that is there is shown before a post is given to it: usernames are easily mistaken."""
        cleaned = super().clean()
        username = self.cleaned_data.get("username")
        known = User.objects.filter(username=username).first() if username else None
        if known is not None and self.cleaned_data.get("is_known") != username:
            self.known = known
            data = self.data.copy()
            data[self.add_prefix("is_known")] = username
            self.data = data
            self.add_error(
                "username",
                ValidationError(
                    _("This username belongs to %(name)s. If that is the person, send the form again; else change it."),
                    "account_is_known",
                    {"name": known.full_name},
                ),
            )
        return cleaned

    def person(self) -> Person:
        said = self.cleaned_data
        return Person(said["username"], said["full_name"], said["email"], said["phone"])


class OrderForm(ScanMixin, PersonForm):
    """The person, the days and the paper: what appointing and handing over share."""

    from_on = BeDateField(label=_("First day"))
    until_on = BeDateField(label=_("Last day"), required=False, help_text=_("Leave empty if not fixed"))
    order_number = NormCharField(
        label=_("Order or letter number"), max_length=_longest(Membership, "order_number"), required=False
    )
    order_on = BeDateField(label=_("Dated"), required=False)
    order_file = forms.FileField(
        label=_("Scanned order"),
        help_text=_("PDF, PNG or JPG, up to 10 MB"),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
    )
    contract_number = NormCharField(
        label=_("Contract number"), max_length=_longest(Membership, "contract_number"), required=False
    )
    supervisor = forms.ChoiceField(label=_("Supervisor"), required=False)

    def __init__(self, *args: Any, supervisors: Sequence[Membership] = (), by_contract: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_contract:
            choices = [(str(post.pk), f"{post.user.full_name} · {post.post_name}") for post in supervisors]
            self.fields["supervisor"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["contract_number"], self.fields["supervisor"]

    def appointment(self, post: Post) -> Appointment:
        said = self.cleaned_data
        supervisor = said.get("supervisor")
        return Appointment(
            post=post,
            from_on=said["from_on"],
            until_on=said.get("until_on"),
            title=said.get("title", ""),
            acting=said.get("acting", False),
            order_number=said["order_number"],
            order_on=said["order_on"],
            order_file=self.kept,
            contract_number=said.get("contract_number", ""),
            supervisor_id=int(supervisor) if supervisor else None,
        )


class AppointForm(OrderForm):
    """A post of one organisation for one person. Offers only the posts that may be given."""

    post = forms.ChoiceField(label=_("Post"))
    title = NormCharField(
        label=_("Title on the order"),
        help_text=_("If it differs from the post, for example “Director of Finance Division”"),
        max_length=_longest(Membership, "title"),
        required=False,
    )
    acting = forms.BooleanField(
        label=_("Acting: stands in for the holder until the last day"),
        required=False,
    )
    field_order = ("post", "title", "acting", "username", "full_name", "phone", "email")

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, by_contract=Post.ANALYST in posts, **kwargs)
        self.fields["post"].choices = [(post.value, post.label) for post in posts]  # type: ignore[attr-defined]
        self.initial.setdefault("from_on", clock.today())

    def given(self) -> Appointment:
        return self.appointment(Post(self.cleaned_data["post"]))


class HandOverForm(OrderForm):
    """The successor of one holder; post, title and acting go along."""

    def __init__(self, *args: Any, holder: Membership, **kwargs: Any) -> None:
        super().__init__(*args, by_contract=holder.post == Post.ANALYST, **kwargs)
        self.fields["from_on"].label = _("Takes over on")
        self.holder = holder

    def given(self) -> Appointment:
        return self.appointment(Post(self.holder.post))


class EndForm(forms.Form):
    last_day = BeDateField(label=_("Last day in the post"), help_text=_("The person can still sign in on that day"))
    reason = NormCharField(
        label=_("Why it ends"),
        help_text=_("For example: moved, retired, on the order no. …"),
        max_length=_longest(Membership, "ended_reason"),
    )


class DelegationForm(ScanMixin):
    """An LAO's letter that lets an office above it enter on its behalf."""

    scan_field = "letter_file"

    taker = forms.ChoiceField(label=_("Which office may enter"), widget=forms.RadioSelect)
    from_on = BeDateField(label=_("First day"))
    until_on = BeDateField(label=_("Last day"), help_text=_("Two years from the first at most"))
    letter_number = NormCharField(label=_("Letter number"), max_length=_longest(Delegation, "letter_number"))
    letter_on = BeDateField(label=_("Dated"))
    letter_file = forms.FileField(
        label=_("Scanned letter"),
        help_text=_("PDF, PNG or JPG, up to 10 MB"),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, offices: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].choices = [(str(one.pk), one.short_name) for one in offices]  # type: ignore[attr-defined]
        self.initial.setdefault("from_on", clock.today())
        if offices:
            self.initial.setdefault("taker", str(offices[0].pk))

    def letter(self) -> DelegationLetter:
        said = self.cleaned_data
        return DelegationLetter(
            taker_id=int(said["taker"]),
            from_on=said["from_on"],
            until_on=said["until_on"],
            letter_number=said["letter_number"],
            letter_on=said["letter_on"],
            letter_file=self.kept,
        )


class RevokeForm(forms.Form):
    reason = NormCharField(label=_("Why it is taken back"), max_length=300)
