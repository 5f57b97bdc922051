"""Requests for help: asked, taken, answered, closed, offered to all; what nobody answers climbs to DLA."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from localplan.calendar.working_days import days_off
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Change, Membership, Organisation
from localplan.organisations.posts import DLA_ID, Level, province_of
from localplan.toolkit import clock
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import Asked, Offer, Said
from ..models import HelpFile, HelpMessage, HelpRequest
from ..office_hours import DLA_HOURS, PROVINCE_HOURS, after_office_hours

MOST_FILES = 5
State = HelpRequest.State


@transaction.atomic
def ask_for_help(organisation: Organisation, asked: Asked, *, by: Membership) -> HelpRequest:
    """Put a problem to the provincial office; its clock begins."""
    require(by, Do.ASK_HELP, organisation)
    findings = Findings()
    findings.add(rules.problem_is_told(asked.subject, asked.text))
    findings.add(rules.files_are_few(len(asked.files), most=MOST_FILES))
    findings.settle()
    moment = clock.now()
    made = HelpRequest.objects.create(
        organisation=organisation,
        office_id=province_of(organisation.pk),
        step=asked.step,
        subject=asked.subject,
        page=asked.page,
        trouble=asked.trouble,
        answer_by=_answer_by(moment, PROVINCE_HOURS),
        by=by,
        at=moment,
    )
    _say(made, asked.text, asked.files, by=by, from_office=False, moment=moment)
    after = {"subject": made.subject, "step": made.step}
    record(by, "help_asked", [Did(made, organisation.pk, after=after, label=made.subject)])
    return made


@transaction.atomic
def take(request: HelpRequest, *, by: Membership, seen_owner: int | None) -> HelpRequest:
    """Become the one who sees to it. `seen_owner`: the owner that stood on the page, whom one takes it over from."""
    require(by, Do.HELP, request.organisation)
    row: HelpRequest = HelpRequest.objects.locked(request.pk)
    owner = row.owner
    findings = Findings()
    findings.add(rules.request_is_not_solved(row.state))
    seen = owner is None or owner.pk in (seen_owner, by.pk)
    findings.add(rules.nobody_took_it_meanwhile(owner.user.full_name if owner else "", seen_by_taker=seen))
    findings.settle()
    if row.owner_id != by.pk:
        HelpRequest.objects.filter(pk=row.pk).update(owner=by)
        did = Did(row, row.organisation_id, before={"owner": row.owner_id}, after={"owner": by.pk}, label=row.subject)
        record(by, "help_taken", [did])
    row.refresh_from_db()
    return row


@transaction.atomic
def answer(request: HelpRequest, said: Said, *, by: Membership) -> HelpRequest:
    """Answer for the office; whoever answers what nobody has taken owns it. Refuses when somebody spoke meanwhile."""
    require(by, Do.HELP, request.organisation)
    row: HelpRequest = HelpRequest.objects.locked(request.pk)
    findings = _findings_of(said)
    if said.seen != row.version:
        last = HelpMessage.objects.filter(request=row).select_related("by__user").order_by("-id").first()
        who, words = (last.by.user.full_name, last.text[:300]) if last else ("", "")
        findings.add(rules.nobody_spoke_meanwhile(said.seen, version=row.version, who=who, said=words))
    findings.settle()
    moment = clock.now()
    _say(row, said.text, said.files, by=by, from_office=True, moment=moment)
    state = State.CLOSED if row.state == State.CLOSED else State.ANSWERED
    HelpRequest.objects.filter(pk=row.pk).update(
        state=state, owner_id=row.owner_id or by.pk, read_at=None, version=F("version") + 1
    )
    record(by, "help_answered", [Did(row, row.organisation_id, after={"text": said.text[:300]}, label=row.subject)])
    row.refresh_from_db()
    return row


@transaction.atomic
def say_more(request: HelpRequest, said: Said, *, by: Membership) -> HelpRequest:
    """A further word of the LAO: it waits for an answer again, also when it was closed, and the clock begins anew."""
    require(by, Do.ASK_HELP, request.organisation)
    row: HelpRequest = HelpRequest.objects.locked(request.pk)
    _findings_of(said).settle()
    moment = clock.now()
    _say(row, said.text, said.files, by=by, from_office=False, moment=moment)
    changes: dict[str, object] = {"read_at": moment, "version": F("version") + 1}
    if row.state != State.WAITING:  # while it waits, the clock that runs already counts
        hours = DLA_HOURS if row.office_id == DLA_ID else PROVINCE_HOURS
        changes |= {"state": State.WAITING, "closed_at": None, "answer_by": _answer_by(moment, hours)}
    HelpRequest.objects.filter(pk=row.pk).update(**changes)
    record(by, "help_said", [Did(row, row.organisation_id, after={"text": said.text[:300]}, label=row.subject)])
    row.refresh_from_db()
    return row


@transaction.atomic
def close(request: HelpRequest, *, by: Membership) -> HelpRequest:
    """Say that it is solved: the LAO that asked, or an officer who helped."""
    require(by, Do.ASK_HELP if by.organisation.level == Level.LAO else Do.HELP, request.organisation)
    row: HelpRequest = HelpRequest.objects.locked(request.pk)
    findings = Findings()
    findings.add(rules.request_is_not_solved(row.state))
    findings.settle()
    moment = clock.now()
    HelpRequest.objects.filter(pk=row.pk).update(state=State.CLOSED, closed_at=moment, version=F("version") + 1)
    record(by, "help_closed", [Did(row, row.organisation_id, before={"state": row.state}, label=row.subject)])
    row.refresh_from_db()
    return row


@transaction.atomic
def note_answer_read(request: HelpRequest, *, by: Membership) -> None:
    """The first of those who asked has opened the answer."""
    require(by, Do.ASK_HELP, request.organisation)
    HelpRequest.objects.filter(pk=request.pk).with_news().update(read_at=clock.now())


@transaction.atomic
def offer_solution(request: HelpRequest, offer: Offer, *, by: Membership) -> HelpRequest:
    """Offer question and solution, without names, to whoever asks next."""
    require(by, Do.HELP, request.organisation)
    row: HelpRequest = HelpRequest.objects.locked(request.pk)
    findings = Findings()
    findings.add(rules.offer_follows_an_answer(row.state))
    findings.add(rules.offer_says_both(offer.question, offer.solution))
    names = _names_in(row)
    for field in ("question", "solution"):
        findings.add(rules.offer_names_nobody(getattr(offer, field), names=names, field=field))
    findings.settle()
    wanted = {"question": offer.question, "solution": offer.solution}
    HelpRequest.objects.filter(pk=row.pk).update(offered=True, **wanted)
    record(by, "help_offered", [Did(row, row.organisation_id, after=wanted, label=row.subject)])
    row.refresh_from_db()
    return row


@transaction.atomic
def withdraw_offer(request: HelpRequest, *, by: Membership) -> None:
    """Offer it no longer; the words are kept."""
    require(by, Do.HELP, request.organisation)
    HelpRequest.objects.filter(pk=request.pk).update(offered=False)
    record(by, "help_offer_withdrawn", [Did(request, request.organisation_id, label=request.subject)])


@transaction.atomic
def was_solved_by(offered: HelpRequest, *, by: Membership) -> None:
    """Count that an offered solution helped; each organisation counts once."""
    require(by, Do.ASK_HELP, by.organisation)
    HelpRequest.objects.locked(offered.pk)
    told = Change.objects.filter(
        verb="help_solved", object_type="helprequest", object_id=offered.pk, organisation=by.organisation
    )
    if not told.exists():
        HelpRequest.objects.filter(pk=offered.pk).update(helped=F("helped") + 1)
        record(by, "help_solved", [Did(offered, by.organisation_id, label=offered.question[:80])])


@transaction.atomic
def climb_overdue() -> int:
    """Pass up to DLA what the province has not answered in time, each once; how many climbed.

    Two workers at once pass up different rows; one killed in the middle passes up none.
    """
    moment = clock.now()
    rows = list(HelpRequest.objects.overdue_at(moment).select_for_update(no_key=True, skip_locked=True).order_by("pk"))
    if rows:
        wanted = {"office_id": DLA_ID, "climbed_at": moment, "answer_by": _answer_by(moment, DLA_HOURS)}
        HelpRequest.objects.filter(pk__in=[row.pk for row in rows]).update(**wanted)
        record(None, "help_climbed", [Did(row, row.organisation_id, label=row.subject) for row in rows])
    return len(rows)


def _answer_by(moment: dt.datetime, hours: int) -> dt.datetime:
    return after_office_hours(moment, hours, days_off())


def _findings_of(said: Said) -> Findings:
    findings = Findings()
    findings.add(rules.something_is_said(said.text))
    findings.add(rules.files_are_few(len(said.files), most=MOST_FILES))
    return findings


def _say(
    request: HelpRequest,
    text: str,
    files: Iterable[StoredFile],
    *,
    by: Membership,
    from_office: bool,
    moment: dt.datetime,
) -> None:
    message = HelpMessage.objects.create(request=request, text=text, from_office=from_office, by=by, at=moment)
    HelpFile.objects.bulk_create(HelpFile(message=message, file=file) for file in files)


def _names_in(request: HelpRequest) -> list[str]:
    """Whom the conversation names: the LAO, everybody who spoke, their telephone numbers."""
    lao = request.organisation
    found = [lao.name, lao.phone]
    for message in HelpMessage.objects.filter(request=request).select_related("by__user"):
        user = message.by.user
        found += [user.full_name, user.full_name.split(" ")[-1], user.phone]
    return [name for name in dict.fromkeys(found) if name]
