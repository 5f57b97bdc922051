"""Letters: drafted, put right, addressed, numbered and sent, thrown away while drafts; received where they went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do, reaches, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import LetterText, Numbering
from ..merging import GAP, fields_of, unknown_in
from ..models import Letter, LetterCopy
from ..outgoing import next_number, serial_of, uses

#: What is written of a letter, and how the page calls it where two people changed the same.
LABELS: dict[str, str | Promise] = {
    "kind": _("Form of the letter"),
    "subject": _("Subject"),
    "addressed_to": _("To"),
    "body": _("Text"),
    "cites": _("Letters it refers to"),
    "encloses": _("Enclosures"),
    "urgency": _("Urgency"),
    "through_district": _("Through the district"),
    "signer": _("Name of the signer"),
    "signer_post": _("Post of the signer"),
    "contact": _("Contact"),
}
#: Who puts initials on the file copy, the youngest first.
INITIALS = ("เจ้าหน้าที่", "หัวหน้ากลุ่มงาน", "ผู้อำนวยการ")


@transaction.atomic
def draft_letter(
    office: Organisation,
    text: LetterText,
    to: Sequence[Organisation] = (),
    *,
    by: Membership,
    chases: tuple[str, int] | None = None,
) -> Letter:
    """Write a letter of the office, to those chosen so far. `chases`: column of the matrix and fiscal year (BE)."""
    require(by, Do.WRITE_LETTERS, office)
    findings = _findings_of(asdict(text), chases=chases is not None)
    findings.add(rules.letter_is_of_ones_own_office(own=office.pk == by.organisation_id))
    findings.add(rules.addressees_are_below(_outside(to, by)))
    findings.settle()
    step, year = chases or ("", None)
    made = Letter.objects.create(
        organisation=office,
        **_as_kept(asdict(text)),
        initials=list(INITIALS),
        step=step,
        year_id=year,
        by=by,
        recorded_at=clock.now(),
    )
    _address(made, to)
    after = {"kind": made.kind, "subject": made.subject, "addressees": len(to)}
    record(by, "letter_written", [Did(made, office.pk, after=after, label=made.subject)])
    return made


@transaction.atomic
def correct_letter(letter: Letter, told: Mapping[str, Any], seen: Mapping[str, Any], *, by: Membership) -> Letter:
    """Change a draft: `told` by the names of LABELS, `seen` what stood on the page. Raises Refused, Stale."""
    require(by, Do.WRITE_LETTERS, letter.organisation)
    row: Letter = Letter.objects.locked(letter.pk)
    theirs = {name: getattr(row, name) for name in LABELS}
    _of_own_draft(row, by).settle()
    wanted = merge({name: seen.get(name, theirs[name]) for name in told}, told, theirs, LABELS)
    _findings_of(wanted, chases=bool(row.step)).settle()
    changed = {name: value for name, value in wanted.items() if value != theirs[name]}
    if changed:
        Letter.objects.filter(pk=row.pk).update(**changed, version=F("version") + 1)
        before = {name: theirs[name] for name in changed}
        record(by, "letter_written", [Did(row, row.organisation_id, before=before, after=changed, label=row.subject)])
        row.refresh_from_db()
    return row


@transaction.atomic
def address_letter(letter: Letter, to: Sequence[Organisation], *, by: Membership) -> Letter:
    """Say to whom a draft goes: exactly these."""
    require(by, Do.WRITE_LETTERS, letter.organisation)
    row: Letter = Letter.objects.locked(letter.pk)
    findings = _of_own_draft(row, by)
    findings.add(rules.addressees_are_below(_outside(to, by)))
    findings.settle()
    before = LetterCopy.objects.filter(letter=row).count()
    _address(row, to)
    did = Did(row, row.organisation_id, before={"addressees": before}, after={"addressees": len(to)}, label=row.subject)
    record(by, "letter_written", [did])
    return row


@transaction.atomic
def send_letter(letter: Letter, numbering: Numbering, *, by: Membership) -> Letter:
    """Number a draft from the office's register and send it: each copy keeps what it says as of now."""
    require(by, Do.SEND_LETTERS, letter.organisation)
    list(Organisation.objects.locked([letter.organisation_id]))  # one number at a time
    row: Letter = Letter.objects.locked(letter.pk)
    series, serial = serial_of(numbering.number)
    dated_on = numbering.dated_on
    _of_own_draft(row, by).settle()
    findings = Findings()
    copies = list(LetterCopy.objects.filter(letter=row).for_listing())
    findings.add(rules.letter_is_to_somebody(len(copies)))
    findings.add(rules.letter_is_numbered_and_dated(numbering.number, serial=serial, dated_on=dated_on))
    findings.add(rules.letter_is_signed_by_somebody(row.kind, signer=row.signer, post=row.signer_post))
    findings.add(rules.addressees_are_below(_outside([one.organisation for one in copies], by)))
    if dated_on is not None:
        findings.add(rules.letter_is_not_dated_ahead(dated_on, today=clock.today()))
        if serial:
            used_by = uses(row.organisation_id, dated_on.year, series).get(serial, "")
            free = next_number(row.organisation_id, dated_on.year, like=numbering.number) if used_by else ""
            findings.add(rules.number_is_used_once(numbering.number, used_by=used_by, free=free))
    filled = fields_of(row, [one.organisation for one in copies])
    done = [one.organisation.short_name for one in copies if row.step and GAP not in filled[one.organisation_id]]
    findings.add(rules.chase_letter_only_to_those_not_done(done))
    findings.settle()
    for one in copies:
        one.fields = filled[one.organisation_id]
    LetterCopy.objects.bulk_update(copies, ["fields"], batch_size=1000)
    sent = {"number": numbering.number.strip(), "dated_on": dated_on}
    Letter.objects.filter(pk=row.pk).update(
        **sent, series=series, serial=serial, sent_at=clock.now(), version=F("version") + 1
    )
    after = {**sent, "addressees": len(copies)}
    record(by, "letter_sent", [Did(row, row.organisation_id, after=after, label=row.subject)])
    row.refresh_from_db()
    return row


@transaction.atomic
def discard_letter(letter: Letter, *, by: Membership) -> None:
    """Throw a draft away; its history keeps that there was one."""
    require(by, Do.WRITE_LETTERS, letter.organisation)
    row: Letter = Letter.objects.locked(letter.pk)
    _of_own_draft(row, by).settle()
    record(by, "letter_discarded", [Did(row, row.organisation_id, before={"subject": row.subject}, label=row.subject)])
    row.delete()


@transaction.atomic
def receive_letter(copy: LetterCopy, *, receipt_number: str = "", by: Membership) -> LetterCopy:
    """Note the receipt, with the receiver's own number; the first who receives it counts."""
    require(by, Do.RECEIVE_LETTERS, copy.organisation)
    rows = LetterCopy.objects.select_for_update(no_key=True, of=("self",)).select_related("letter", "organisation")
    row: LetterCopy = rows.get(pk=copy.pk)
    findings = Findings()
    own = row.organisation_id in (by.organisation_id, *by.organisation.absorbed)
    findings.add(rules.letter_is_received_by_its_addressee(own=own))
    findings.add(rules.letter_was_sent(sent=row.letter.is_sent))
    findings.settle()
    if row.received_at is None:
        number = receipt_number.strip()
        LetterCopy.objects.filter(pk=row.pk).update(received_at=clock.now(), received_by=by, receipt_number=number)
        after = {"receipt_number": number}
        record(by, "letter_received", [Did(row, row.organisation_id, after=after, label=row.letter.subject)])
        row.refresh_from_db()
    return row


def _of_own_draft(letter: Letter, by: Membership) -> Findings:
    findings = Findings()
    findings.add(rules.letter_is_of_ones_own_office(own=letter.organisation_id == by.organisation_id))
    findings.add(rules.letter_is_not_sent(sent=letter.is_sent))
    return findings


def _findings_of(told: Mapping[str, Any], *, chases: bool) -> Findings:
    findings = Findings()
    findings.add(rules.letter_says_something(told["subject"], told["body"], told["addressed_to"]))
    for field in ("subject", "addressed_to", "body"):
        findings.add(rules.merge_fields_are_known(unknown_in(told[field], chases=chases), field=field))
    findings.add(rules.cited_letters_have_numbers([one.get("number", "") for one in told["cites"]]))
    return findings


def _as_kept(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "cites": [dict(one) for one in told["cites"]]}


def _outside(to: Iterable[Organisation], by: Membership) -> list[str]:
    """Names of those beyond the office's reach, of the office itself, and of those that are closed."""
    own, today = by.organisation_id, clock.today()
    return [one.short_name for one in to if not reaches(by, one.pk) or one.pk == own or not one.is_open(today)]


def _address(letter: Letter, to: Sequence[Organisation]) -> None:
    wanted = {one.pk for one in to}
    there = set(LetterCopy.objects.filter(letter=letter).values_list("organisation_id", flat=True))
    LetterCopy.objects.filter(letter=letter, organisation_id__in=there - wanted).delete()
    LetterCopy.objects.bulk_create(
        (LetterCopy(letter=letter, organisation_id=pk) for pk in sorted(wanted - there)), batch_size=1000
    )
