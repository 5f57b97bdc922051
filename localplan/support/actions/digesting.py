"""Digests: what was composed is gathered into one a person and day, with the mail that carries it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from localplan.calendar.founding import next_working_day
from localplan.calendar.working_days import days_off
from localplan.organisations.models import Membership, Organisation, User
from localplan.organisations.posts import Level, Post, ids_below, province_of
from localplan.organisations.queries import within
from localplan.toolkit import clock

from ..digests import written
from ..ladder import CLIMBED, LATE_DAYS, STANDS
from ..models import Digest, Mail, Nudge, Round
from .nudging import compose_day, compose_returned

#: People told in one transaction: the memory a nation takes.
CHUNK = 500
Office = tuple[int, str]


def hold_morning() -> Round | None:
    """Compose and tell the reminders of a working day, once; None when there is nothing (more) to hold today.

    Called hourly by day: after a crash or a machine that was off at seven, the next call goes on where it stopped.
    """
    today = clock.today()
    if next_working_day(today, days_off()) != today:
        return None
    Round.objects.bulk_create([Round(on=today, begun_at=clock.now())], ignore_conflicts=True)
    if Round.objects.filter(on=today, finished_at__isnull=False).exists():
        return None
    told, people = compose_day(), tell_people()
    Round.objects.filter(on=today).update(
        finished_at=Coalesce("finished_at", clock.now()), told=F("told") + told, people=F("people") + people
    )
    return Round.objects.get(on=today)


def tell_returned() -> int:
    """Returned items, at once: composed and told; how many people heard."""
    compose_returned()
    return tell_people(urgent=True)


def tell_people(*, urgent: bool = False) -> int:
    """A digest for everyone who has something new: how many were made. In chunks, each its own transaction."""
    today, made, last = clock.today(), 0, 0
    waiting = _for_returns(today) if urgent else _for_the_morning(today)
    while ids := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        made += _tell(ids, today, urgent=urgent)
        last = ids[-1]
    return made


def _for_the_morning(today: dt.date) -> QuerySet[User]:
    """Holders of a post that is told, and those who noted a promise, without a digest of this morning."""
    held = Membership.objects.in_force(today).filter(user=OuterRef("pk"), post__in=CLIMBED)
    noted = Nudge.objects.filter(to__user=OuterRef("pk"), on__gt=today - dt.timedelta(days=LATE_DAYS))
    there = Digest.objects.filter(user=OuterRef("pk"), on=today, number=0)
    return User.objects.filter(Exists(held) | Exists(noted), ~Exists(there), is_active=True)


def _for_returns(today: dt.date) -> QuerySet[User]:
    since = today - dt.timedelta(days=LATE_DAYS)
    rows = Nudge.objects.pending(since).filter(why=Nudge.Why.RETURNED)
    laos = set(rows.values_list("organisation_id", flat=True))
    laos |= set(_successors(laos).values())
    held = Membership.objects.in_force(today).filter(user=OuterRef("pk"), organisation_id__in=laos, post__in=CLIMBED)
    return User.objects.filter(Exists(held), is_active=True)


@transaction.atomic
def _tell(ids: Sequence[int], today: dt.date, *, urgent: bool) -> int:
    """Digests and mails of these people. Their rows are locked: a second worker waits, and finds them told."""
    users = {user.pk: user for user in User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)}
    numbers: dict[int, list[int]] = defaultdict(list)
    for user, number in Digest.objects.filter(user_id__in=users, on=today).values_list("user_id", "number"):
        numbers[user].append(number)
    if not urgent:
        users = {pk: user for pk, user in users.items() if 0 not in numbers[pk]}
    new = _new_of(users, today, urgent=urgent)
    moment = clock.now()
    digests = Digest.objects.bulk_create(
        Digest(
            user_id=pk,
            on=today,
            number=max([0, *numbers[pk]]) + 1 if urgent else 0,
            urgent=urgent,
            recorded_at=moment,
        )
        for pk in new
    )
    through = Digest.nudges.through
    through.objects.bulk_create(
        through(digest_id=digest.pk, nudge_id=nudge.pk) for digest in digests for nudge in new[digest.user_id]
    )
    _write_mails(users, digests, new)
    return len(digests)


def _new_of(users: Mapping[int, User], today: dt.date, *, urgent: bool) -> dict[int, list[Nudge]]:
    """By person, what still has to be done and was in no digest of theirs: of the last week, so that nothing is lost
    when the morning had passed, the post was vacant or the holder new.
    """
    posts = list(
        Membership.objects.in_force(today).filter(user_id__in=users).select_related("organisation").order_by("pk")
    )
    stands: dict[Office, list[int]] = defaultdict(list)
    for post in posts:
        for rung, (level, seats) in STANDS.items():
            if post.organisation.level == level and Post(post.post) in seats:
                for office in (post.organisation_id, *post.organisation.absorbed):
                    stands[office, rung].append(post.user_id)
    user_of = {post.pk: post.user_id for post in posts}
    since = today - dt.timedelta(days=LATE_DAYS)
    rows = Nudge.objects.pending(since).filter(_told_to(stands) | Q(to__in=user_of))
    if urgent:
        rows = rows.filter(why=Nudge.Why.RETURNED)
    through = Digest.nudges.through.objects.filter(digest__user_id__in=users, digest__on__gte=since)
    told = set(through.values_list("digest__user_id", "nudge_id"))
    found: dict[int, dict[int, Nudge]] = defaultdict(dict)
    for nudge in rows.order_by("pk"):
        people = [user_of[nudge.to_id]] if nudge.to_id else stands.get((_office_of(nudge), nudge.rung), [])
        for person in people:
            if (person, nudge.pk) not in told:
                found[person][nudge.pk] = nudge
    return {person: list(nudges.values()) for person, nudges in sorted(found.items())}


def _told_to(stands: Mapping[Office, Sequence[int]]) -> Q:
    """The reminders of these offices: an LAO's own by its id, an office's by the range below it."""
    of_rung: dict[str, list[int]] = defaultdict(list)
    for office, rung in stands:
        of_rung[rung].append(office)
    found = Q(pk__in=[])
    for rung, offices in of_rung.items():
        level = STANDS[rung][0]
        if level == Level.LAO:
            found |= Q(rung=rung, organisation_id__in=offices)
            continue
        found |= Q(rung=rung) & within("organisation_id", [ids_below(level, office) for office in offices])
    return found


def _office_of(nudge: Nudge) -> int:
    """The organisation in which the rung stands."""
    level = STANDS[nudge.rung][0]
    if level == Level.DISTRICT:
        return nudge.organisation_id // 1000 * 1000
    return province_of(nudge.organisation_id) if level == Level.PROVINCE else nudge.organisation_id


def _successors(laos: set[int]) -> dict[int, int]:
    """Of those that were merged, who answers for them."""
    rows = Organisation.objects.filter(absorbed__overlap=list(laos)).values_list("pk", "absorbed")
    return {former: pk for pk, absorbed in rows for former in absorbed if former in laos}


def mail_goes_out() -> bool:
    """Whether a mail server is set, or this is development, where mail goes to the terminal and the mailbox page."""
    return settings.DEBUG or not settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


def _write_mails(users: Mapping[int, User], digests: Sequence[Digest], new: Mapping[int, Sequence[Nudge]]) -> None:
    """Where the person has an address, wants mail, and the address was not refused."""
    if not mail_goes_out():
        return
    told = {nudge.organisation_id for nudges in new.values() for nudge in nudges}
    names = {one.pk: one.short_name for one in Organisation.objects.filter(pk__in=told)}
    Mail.objects.bulk_create(
        Mail(
            digest=digest,
            user_id=digest.user_id,
            address=users[digest.user_id].email,
            recorded_at=digest.recorded_at,
            **written(new[digest.user_id], names, digest.on),
        )
        for digest in digests
        if _takes_mail(users[digest.user_id])
    )


def _takes_mail(user: User) -> bool:
    return bool(user.email) and user.by_mail and not user.email_is_refused


def read_digests(digest: Digest, *, by: Membership) -> int:
    """The person has read this one and those before it: they leave the home. A person's own matter, of no record."""
    unread = Digest.objects.visible_to(by).unread().filter(pk__lte=digest.pk)
    return unread.update(read_at=clock.now())
