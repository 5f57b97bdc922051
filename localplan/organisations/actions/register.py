"""The register: DLA's list taken over whole, and single renamings, upgrades, mergers and closings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock, files
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Findings, Problem, Refused

from .. import rules
from ..access import Do, require
from ..facts import Registered
from ..models import Membership, Organisation
from ..posts import DLA_ID, PREFIXES, Kind, Level
from ..register import Known, Line, Outcome, RegisterPlan, check_rows, line_for, plan_register
from ..register.planning import date_faults
from .register_rows import absorb, apply_names, known_organisations, write_lines

#: The digit a code begins with, by type. Two old ทต. still carry that of the อบต. they were.
TYPE_DIGIT = {Kind.PAO: "2", Kind.CITY: "3", Kind.TOWN: "4", Kind.SUBM: "5", Kind.SAO: "6", Kind.SPECIAL: "3"}


def keep_register_file(uploaded: UploadedFile, *, by: Membership) -> StoredFile:
    """Keep the list between its preview and the saving of it."""
    require(by, Do.REGISTER, Organisation(id=DLA_ID))
    return files.keep(uploaded, kinds={"": (".csv", ".txt")})


def plan_import(
    rows: Sequence[Registered],
    *,
    effective_on: dt.date,
    by: Membership,
    answers: Mapping[int, str] | None = None,
    left_open: Collection[str] = (),
) -> RegisterPlan:
    """What the list would do, written nowhere. Its `problems` are what stands against it."""
    require(by, Do.REGISTER, Organisation(id=DLA_ID))
    faults = check_rows(rows)
    if faults:
        raise Refused(faults)
    plan = plan_register(rows, known_organisations(), effective_on=effective_on, answers=answers, left_open=left_open)
    plan.problems.extend(rules.change_is_not_far_ahead(effective_on, today=clock.today()))
    return plan


@transaction.atomic
def import_register(
    rows: Sequence[Registered],
    *,
    effective_on: dt.date,
    by: Membership,
    answers: Mapping[int, str] | None = None,
    left_open: Collection[str] = (),
    seen: str = "",
    reason: str = "",
) -> RegisterPlan:
    """Take the list over: all of it, or nothing. Returns what was done.

    `answers`: row → code of the LAO it is, "new" or "skip"; `left_open`: codes of LAOs not in the list that stay.
    `seen`: fingerprint of the preview the person saw; refused when the register has changed since.
    """
    require(by, Do.REGISTER, Organisation(id=DLA_ID))
    _lock([])
    plan = plan_import(rows, effective_on=effective_on, by=by, answers=answers, left_open=left_open)
    findings = Findings()
    if seen and seen != plan.fingerprint:
        findings.add(
            [Problem("preview_is_fresh", _("The register has changed since you saw this. Look through it once more."))]
        )
    findings.add(plan.problems)
    findings.settle()
    _write(plan.changes, effective_on, by, reason)
    return plan


@transaction.atomic
def rename(
    organisation: Organisation, *, name: str, effective_on: dt.date, by: Membership, reason: str = "", name_en: str = ""
) -> None:
    """Give an organisation another name from a day on."""
    known = _known([organisation.pk], by)[0]
    _change(known, effective_on, by, reason, name=name, name_en=name_en or known.name_en)


@transaction.atomic
def upgrade(
    organisation: Organisation,
    *,
    kind: Kind,
    effective_on: dt.date,
    by: Membership,
    reason: str = "",
    name: str = "",
    code: str = "",
) -> None:
    """Make an LAO another type from a day on; it keeps its id and history. Its code gets the type's first digit."""
    known = _known([organisation.pk], by)[0]
    code = code or TYPE_DIGIT[kind] + known.code[1:]
    _change(known, effective_on, by, reason, kind=kind, name=name or known.name, code=code)


@transaction.atomic
def close(organisations: Iterable[Organisation], *, effective_on: dt.date, by: Membership, reason: str = "") -> None:
    """Let LAOs end: `effective_on` is the first day on which they are no more. Posts in them end the day before."""
    lines = [_closing(known) for known in _known([o.pk for o in organisations], by)]
    _settle(lines, effective_on)
    _write(lines, effective_on, by, reason)


@transaction.atomic
def merge(
    organisations: Iterable[Organisation],
    *,
    into: Organisation,
    effective_on: dt.date,
    by: Membership,
    reason: str = "",
) -> None:
    """Merge LAOs into another from a day on. Its people then also read what the merged ones recorded."""
    ids = [organisation.pk for organisation in organisations]
    known = {one.id: one for one in _known([*ids, into.pk], by)}
    findings = Findings()
    provinces = [one.parent // 100_000 for one in known.values()]
    findings.add(rules.merger_joins_others(into=into.pk, merged=ids, provinces=provinces))
    findings.settle()
    lines = [_closing(known[id]) for id in ids]
    _settle(lines, effective_on, successor=known[into.pk])
    write_lines(lines, effective_on=effective_on, by=by, reason=reason, merged_into=into)
    absorb(clock.today())


@transaction.atomic
def apply_due_identities(day: dt.date) -> int:
    """Take over the names that come into force by `day` and let mergers take effect. Returns how many names changed.

    Nothing is recorded: the change was, when it was decided.
    """
    _lock([])
    changed = apply_names(day)
    absorb(day)
    return changed


def _lock(ids: Iterable[int]) -> None:
    """DLA's row first, so that two who change the register wait for each other; then those touched, in order."""
    list(Organisation.objects.locked([DLA_ID]).values_list("pk"))
    wanted = sorted(ids)
    if wanted:
        list(Organisation.objects.locked(wanted).values_list("pk"))


def _known(ids: Sequence[int], by: Membership) -> list[Known]:
    require(by, Do.REGISTER, Organisation(id=DLA_ID))
    _lock(ids)
    return sorted(known_organisations(ids), key=lambda known: known.id)


def _closing(known: Known) -> Line:
    return Line(Outcome.CLOSED, known.id, known, parent=known.parent)


def _settle(lines: Sequence[Line], effective_on: dt.date, *, successor: Known | None = None) -> None:
    findings = Findings()
    findings.add(rules.change_is_not_far_ahead(effective_on, today=clock.today()))
    for known in (*(line.known for line in lines), successor):
        if known is not None:
            findings.add(rules.organisation_is_open(known.short_name, closed_on=known.closed_on))
    findings.settle()
    for line in lines:
        findings.add(date_faults(line, effective_on))
    findings.settle()


def _change(known: Known, effective_on: dt.date, by: Membership, reason: str, **values: object) -> None:
    kind = Kind(str(values.get("kind", known.kind)))
    name = str(values.get("name", known.name))
    row = Registered(
        level=Level(known.level),
        kind=kind,
        code=str(values.get("code", known.code)),
        name=name,
        full_name=name if kind == Kind.SPECIAL else f"{PREFIXES[kind][1]}{name}",
        name_en=str(values.get("name_en", known.name_en)),
    )
    line = line_for(row, known, known.parent)
    findings = Findings()
    findings.add(rules.name_is_given(name, longest=200), column="name")
    if row.code and row.code != known.code:
        holder = Organisation.objects.filter(code=row.code, closed_on=None).exclude(pk=known.id).first()
        findings.add(rules.code_is_free(row.code, holder=str(holder or "")))
    findings.settle()
    _settle([line], effective_on)
    if line.outcome != Outcome.UNCHANGED:
        _write([line], effective_on, by, reason)


def _write(lines: Sequence[Line], effective_on: dt.date, by: Membership, reason: str) -> None:
    _lock(line.id for line in lines if line.known is not None)
    write_lines(lines, effective_on=effective_on, by=by, reason=reason)
