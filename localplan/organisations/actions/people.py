"""Posts given, ended and handed over; delegations; contact details."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.problems import Findings, Problem, Refused

from .. import rules
from ..access import Do, offices_above, require, require_appointer, seats_appointed_by
from ..facts import Appointment, DelegationLetter, Person
from ..history import Did, record
from ..models import Delegation, Membership, Organisation, User
from ..posts import Level, Post
from .links import first_links, new_link


@dataclass(frozen=True)
class Appointed:
    """What an appointment made: the post, and the one-time link when the account is new (shown once)."""

    membership: Membership
    link: str | None


def _lock(organisation_id: int) -> Organisation:
    found: Organisation = Organisation.objects.locked([organisation_id]).get()
    return found


def _find(*people: Person) -> dict[str, User]:
    """The accounts there are, by username."""
    names = [User.normalize_username(person.username) for person in people]
    return {user.username: user for user in User.objects.filter(username__in=names)}


def _account(person: Person) -> User:
    """A new account, not yet written."""
    user = User(
        username=User.normalize_username(person.username),
        full_name=person.full_name,
        email=person.email,
        phone=person.phone,
        created_at=clock.now(),
    )
    user.set_unusable_password()
    problems = [
        Problem("username_is_plain", str(message), field=field)
        for field, messages in _faults(user).items()
        for message in messages
    ]
    if problems:
        raise Refused(problems)
    return user


def _faults(user: User) -> dict[str, list[str]]:
    from django.core.exceptions import ValidationError

    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        return error.message_dict
    return {}


def _check(
    findings: Findings,
    organisation: Organisation,
    user: User | None,
    person: Person,
    given: Appointment,
    row: int | None,
    held: Sequence[Membership],
) -> None:
    """All the rules of one appointment; `user` is None while the account does not exist. `held`: posts given there."""
    level = Level(organisation.level)
    findings.add(rules.post_exists_at_level(given.post, level=level), row=row)
    findings.add(
        rules.person_is_named(is_new=user is None, full_name=person.full_name, username=person.username), row=row
    )
    findings.add(rules.appointment_ends_after_it_begins(given.from_on, given.until_on), row=row)
    findings.add(rules.appointment_is_recent(given.from_on, today=clock.today()), row=row)
    findings.add(rules.appointment_has_an_end(given.post, acting=given.acting, until_on=given.until_on), row=row)
    findings.add(
        rules.appointment_rests_on_an_order(
            given.post,
            order_number=given.order_number,
            order_on=given.order_on,
            has_scan=given.order_file is not None,
        ),
        row=row,
    )
    findings.add(
        rules.analyst_has_a_contract(given.post, contract_number=given.contract_number, supervisor=given.supervisor_id),
        row=row,
    )
    others = [m for m in held if m.post == given.post]
    findings.add(
        rules.one_holder_at_a_time(
            given.post,
            acting=given.acting,
            from_on=given.from_on,
            until_on=given.until_on,
            others=[(m.user.full_name, m.from_on, m.until_on) for m in others if m.acting == given.acting],
        ),
        row=row,
    )
    if user is not None:
        spans = [(m.from_on, m.until_on) for m in others if m.user.username == user.username]
        findings.add(
            rules.person_holds_a_post_once(from_on=given.from_on, until_on=given.until_on, held=spans), row=row
        )
    if given.supervisor_id is not None:
        supervisors = Membership.objects.filter(
            organisation=organisation, post__in=(Post.HEAD, Post.OFFICER), pk=given.supervisor_id
        )
        if not supervisors.in_force(max(given.from_on, clock.today())).exists():
            findings.add(
                [
                    Problem(
                        "analyst_has_a_contract",
                        _("The supervisor must hold a post in the same office."),
                        field="supervisor",
                    )
                ],
                row=row,
            )


def _held(organisation: Organisation, posts: Iterable[Post]) -> list[Membership]:
    """Who holds, held or will hold one of the posts there."""
    return list(Membership.objects.filter(organisation=organisation, post__in=set(posts)).select_related("user"))


def _given(
    organisation: Organisation, user: User, given: Appointment, by: Membership, follows: Membership | None = None
) -> Membership:
    """The post, not yet written."""
    return Membership(
        user=user,
        organisation=organisation,
        post=given.post,
        title=given.title,
        from_on=given.from_on,
        until_on=given.until_on,
        acting=given.acting,
        order_number=given.order_number,
        order_on=given.order_on,
        order_file=given.order_file,
        contract_number=given.contract_number,
        supervisor_id=given.supervisor_id,
        follows=follows,
        appointed_by=by,
        recorded_at=clock.now(),
    )


def _write(posts: Sequence[Membership], by: Membership) -> list[Appointed]:
    """New accounts first, each with its link, then the posts: the same statements for any number."""
    fresh = {post.user.username: post.user for post in posts if post.user.pk is None}
    User.objects.bulk_create(fresh.values())
    links = dict(zip(fresh, first_links(list(fresh.values()), by=by), strict=True))
    Membership.objects.bulk_create(posts)
    return [Appointed(post, links.pop(post.user.username, None)) for post in posts]


def _what(post: Membership) -> dict[str, object]:
    return {
        "user": post.user.full_name,
        "post": post.post,
        "acting": post.acting,
        "from_on": post.from_on,
        "until_on": post.until_on,
        "order_number": post.order_number,
    }


@transaction.atomic
def appoint(
    organisation: Organisation, given: Sequence[tuple[Person, Appointment]], *, by: Membership
) -> list[Appointed]:
    """Give posts of one organisation: all of them, or none. New people get an account and a one-time link.

    Raises Refused with every problem of every row, NotAllowed when the post does not appoint these.
    """
    for _person, appointment in given:
        require_appointer(by, organisation, appointment.post)
    organisation = _lock(organisation.pk)
    findings = Findings()
    many = len(given) > 1
    users = _find(*(person for person, _appointment in given))
    held = _held(organisation, (appointment.post for _person, appointment in given))
    made: list[Membership] = []
    for row, (person, appointment) in enumerate(given, start=1):
        name = User.normalize_username(person.username)
        _check(findings, organisation, users.get(name), person, appointment, row if many else None, held)
        if findings.problems:
            continue  # keep looking, so that all rows tell all they have
        user = users.setdefault(name, users.get(name) or _account(person))
        made.append(_given(organisation, user, appointment, by))
        held.append(made[-1])
    findings.settle()
    appointed = _write(made, by)
    record(by, "appointed", [Did(post, organisation.pk, after=_what(post)) for post in made])
    return appointed


@transaction.atomic
def end_post(post: Membership, *, last_day: dt.date, reason: str, by: Membership) -> Membership:
    """Let a post end on `last_day` (included). Sessions in the post end with it."""
    require_appointer(by, post.organisation, Post(post.post))
    _lock(post.organisation_id)
    post = Membership.objects.for_acting().get(pk=post.pk)
    findings = Findings()
    findings.add(rules.post_can_still_end(last_day=last_day, from_on=post.from_on, until_on=post.until_on))
    findings.settle()
    before = {"until_on": post.until_on}
    Membership.objects.filter(pk=post.pk).update(until_on=last_day, ended_reason=reason, version=post.version + 1)
    post.refresh_from_db(fields=["until_on", "ended_reason", "version"])
    record(by, "ended", [Did(post, post.organisation_id, before=before, after={"until_on": last_day})], reason=reason)
    return post


@transaction.atomic
def hand_over(post: Membership, person: Person, given: Appointment, *, by: Membership) -> Appointed:
    """End a post on the day before `given.from_on` and give it to the successor, with everything in progress.

    Drafts, messages and steps belong to the organisation and stay; analysts supervised by the one who leaves are
    supervised by the successor. The holder's own accounts and history remain.
    """
    require_appointer(by, post.organisation, Post(post.post))
    organisation = _lock(post.organisation_id)
    post = Membership.objects.for_acting().get(pk=post.pk)
    given = replace(given, post=Post(post.post), title=given.title or post.title, acting=post.acting)
    user = _find(person).get(User.normalize_username(person.username))
    last_day = given.from_on - dt.timedelta(days=1)
    findings = Findings()
    findings.add(rules.hand_over_is_to_another(holder=post.user_id, successor=user.pk if user else None))
    findings.add(rules.hand_over_begins_after_the_holder(from_on=given.from_on, holder_from=post.from_on))
    findings.settle()
    before = {"until_on": post.until_on, "user": post.user.full_name}
    if post.until_on is None or post.until_on > last_day:
        Membership.objects.filter(pk=post.pk).update(
            until_on=last_day, ended_reason=str(_("handed over")), version=post.version + 1
        )
    _check(findings, organisation, user, person, given, None, _held(organisation, [given.post]))
    findings.settle()
    [appointed] = _write([_given(organisation, user or _account(person), given, by, follows=post)], by)
    successor = appointed.membership
    Membership.objects.filter(supervisor=post).ending_on_or_after(given.from_on).update(supervisor=successor)
    record(
        by,
        "handed_over",
        [Did(successor, organisation.pk, before=before, after=_what(successor))],
    )
    return appointed


@transaction.atomic
def make_link(post: Membership, *, by: Membership) -> str:
    """A one-time link to set a new password, for someone one level down; earlier links stop working.

    Returns the token, shown once and kept only as its hash. Refused when the person also holds a post that `by`
    does not appoint, since the link would open that one too.
    """
    require_appointer(by, post.organisation, Post(post.post))
    _lock(post.organisation_id)
    today = clock.today()
    held = Membership.objects.for_acting().filter(user_id=post.user_id).exclude(pk=post.pk)
    beyond = [
        f"{other.post_name} {other.organisation.short_name}"
        for other in held
        if (other.until_on is None or other.until_on >= today)
        and Post(other.post) not in seats_appointed_by(by, other.organisation)
    ]
    findings = Findings()
    findings.add(rules.reset_reaches_no_higher_post(beyond))
    findings.settle()
    token = new_link(post.user, by=by, first=not post.user.has_usable_password())
    record(by, "link_made", [Did(post, post.organisation_id)])
    return token


@transaction.atomic
def delegate(giver: Organisation, letter: DelegationLetter, *, by: Membership) -> Delegation:
    """Let the office above enter on the LAO's behalf, from a day to a day. Confirming stays with the LAO."""
    require(by, Do.DELEGATE, giver)
    giver = _lock(giver.pk)
    findings = Findings()
    findings.add(rules.delegation_is_dated(letter.from_on, letter.until_on, today=clock.today()))
    findings.add(rules.delegation_is_to_the_office_above(taker=letter.taker_id, offices=offices_above(by)[1:]))
    findings.settle()
    made = Delegation.objects.create(
        giver=giver,
        taker_id=letter.taker_id,
        from_on=letter.from_on,
        until_on=letter.until_on,
        letter_number=letter.letter_number,
        letter_on=letter.letter_on,
        letter_file=letter.letter_file,
        by=by,
        recorded_at=clock.now(),
    )
    after = {"taker": letter.taker_id, "from_on": letter.from_on, "until_on": letter.until_on}
    record(by, "delegated", [Did(made, giver.pk, after=after)])
    return made


@transaction.atomic
def revoke(delegation: Delegation, *, reason: str, by: Membership) -> Delegation:
    """Take a delegation back from today on."""
    require(by, Do.DELEGATE, delegation.giver)
    _lock(delegation.giver_id)
    delegation.refresh_from_db()
    today = clock.today()
    if delegation.revoked_on is None:
        Delegation.objects.filter(pk=delegation.pk).update(revoked_on=today, version=delegation.version + 1)
        delegation.refresh_from_db()
        record(by, "revoked", [Did(delegation, delegation.giver_id, after={"revoked_on": today})], reason=reason)
    return delegation
