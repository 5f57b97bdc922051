"""People, the posts they hold, what they may do for others, and how they sign in."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.fields.ranges import DateRangeField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.models import StoredFile

from ..posts import Level, Post
from ..queries import DelegationQuerySet, MembershipQuerySet, SignInQuerySet, UserManager
from .organisations import Organisation


class User(AbstractBaseUser):
    """One person. Rights come from posts alone; the account only says who it is."""

    class TextSize(models.IntegerChoices):
        NORMAL = 0, _("normal")
        LARGE = 1, _("large")
        LARGEST = 2, _("very large")

    username = models.CharField(
        _("username"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]*\Z", _("Use small English letters, digits, dot, dash or underscore."))
        ],
    )
    full_name = models.CharField(_("name and surname"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(max_length=2, choices=[("th", "ไทย"), ("en", "English")], default="th")
    text_size = models.PositiveSmallIntegerField(choices=TextSize, default=TextSize.NORMAL)
    by_mail = models.BooleanField(default=True, db_default=True, help_text="reminders also by e-mail")
    refused_email = models.EmailField(
        blank=True, default="", db_default="", help_text="the address a mail server said does not exist"
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    last_login = None  # SignIn rows say it; Django's own column would be written by a signal

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$"), name="user_username_is_plain"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def email_is_refused(self) -> bool:
        """Whether the address it has now is the one that does not exist; a corrected one is tried again."""
        return bool(self.email) and self.email == self.refused_email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Small letters only. Django's NFKC would split Thai vowels, and usernames are plain ASCII anyway."""
        return str(username).strip().lower()


def _days() -> Func:
    return Func("from_on", "until_on", Value("[]"), function="daterange", output_field=DateRangeField())


class Membership(models.Model):
    """One post held by one person from a day to a day (both included). Everything written names the post, `by`."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    post = models.CharField(_("post"), max_length=15, choices=Post)
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("as on the order, when it differs"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    acting = models.BooleanField(_("acting"), default=False)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    order_on = models.DateField(_("order dated"), null=True, blank=True)
    order_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scanned order")
    )
    contract_number = models.CharField(_("contract number"), max_length=60, blank=True)
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name=_("supervisor")
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("takes over from")
    )
    appointed_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="membership_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~(Q(acting=True) | Q(post__in=["analyst", "auditor"])) | ~Q(until_on=None),
                name="appointment_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(post="analyst") | ~Q(contract_number="") & ~Q(supervisor=None),
                name="analyst_has_a_contract",
            ),
            models.CheckConstraint(condition=~Q(post="auditor") | ~Q(order_number=""), name="auditor_has_a_letter"),
            ExclusionConstraint(
                name="person_holds_a_post_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_holder_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("acting", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(post__in=["clerk", "executive", "head", "director"]),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "post", "from_on"], name="membership_by_post")]

    def __str__(self) -> str:
        return f"{self.user} · {self.post_name}"

    @property
    def post_name(self) -> str:
        """The post in words, "acting" before it when so."""
        name = self.title or self.get_post_display()
        return str(_("acting %(post)s")) % {"post": name} if self.acting else str(name)

    def is_in_force(self, day: dt.date) -> bool:
        """Whether the post is held on `day`."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    @property
    def level(self) -> Level:
        """The level of the organisation the post is in."""
        return Level(self.organisation.level)


class Delegation(models.Model):
    """An LAO's letter that lets an office enter figures on its behalf, from a day to a day. Never to confirm."""

    giver = models.ForeignKey(Organisation, models.PROTECT, related_name="given", verbose_name=_("given by"))
    taker = models.ForeignKey(Organisation, models.PROTECT, related_name="taken", verbose_name=_("given to"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    letter_number = models.CharField(_("letter number"), max_length=60)
    letter_on = models.DateField(_("letter dated"))
    letter_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scanned letter")
    )
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="delegation_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_is_to_another"),
        ]

    def __str__(self) -> str:
        return self.letter_number

    def is_in_force(self, day: dt.date) -> bool:
        """Whether the letter holds on `day`; from the day it is revoked it no longer does."""
        return self.from_on <= day <= self.until_on and (self.revoked_on is None or day < self.revoked_on)


class ResetLink(models.Model):
    """A one-time link to set a password, made one level up; only the hash of its token is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="reset_links")
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d %H:%M}"


class SignIn(models.Model):
    """One try to sign in, lucky or not; shown to the owner of the account."""

    class Outcome(models.TextChoices):
        DONE = "done", _("signed in")
        WRONG = "wrong", _("wrong password")
        THROTTLED = "throttled", _("too many tries")
        NO_POST = "no_post", _("no post in force")
        OUT = "out", _("signed out")

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins")
    username = models.CharField(max_length=40)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    at = models.DateTimeField()

    objects = SignInQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="sign_in_by_name"),
            models.Index(fields=["user", "-at"], name="sign_in_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.outcome}"
