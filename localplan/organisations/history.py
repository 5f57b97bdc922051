"""Who did: every action ends here, in its own transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in
from localplan.toolkit.columns import Column, as_plain_text
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Problem

from .models import Access, Change, Delegation, Membership, Organisation

#: The words of the history for each verb.
VERBS = {
    "registered": _("registered"),
    "renamed": _("renamed"),
    "upgraded": _("upgraded"),
    "moved": _("moved to another office"),
    "corrected": _("corrected"),
    "merged": _("merged"),
    "closed": _("closed"),
    "reopened": _("reopened"),
    "appointed": _("appointed"),
    "handed_over": _("handed over"),
    "ended": _("ended"),
    "delegated": _("delegated entry"),
    "revoked": _("revoked"),
    "link_made": _("made a link to set a password"),
    "password_set": _("set the password"),
    "day_moved": _("moved the day"),
    "holidays_kept": _("changed the list of holidays"),
    "calendar_drafted": _("drafted the calendar"),
    "calendar_published": _("published the calendar"),
    "question_answered": _("settled a question of the import"),
    "circular_kept": _("kept a circular"),
    "circulated": _("circulated"),
    "dates_set": _("set the dates"),
    "extended": _("extended"),
    "asked": _("asked"),
    "answered": _("answered"),
    "step_submit": _("submitted"),
    "step_declare_nothing": _("reported nothing to report"),
    "step_undo": _("took back"),
    "step_ask_reopen": _("asked to reopen"),
    "step_ask_time": _("asked for more time"),
    "step_decline_time": _("declined more time"),
    "step_return": _("returned for correction"),
    "step_accept": _("accepted"),
    "step_reopen": _("reopened"),
    "verdict_given": _("gave a verdict"),
    "contact_noted": _("noted a contact"),
    "late_reason_told": _("told why it is late"),
    "letter_written": _("wrote a letter"),
    "letter_discarded": _("threw a draft letter away"),
    "letter_sent": _("sent a letter"),
    "letter_received": _("received a letter"),
    "help_asked": _("asked for help"),
    "help_answered": _("answered a request for help"),
    "help_said": _("said more to a request for help"),
    "help_taken": _("took a request for help"),
    "help_climbed": _("passed a request for help up"),
    "help_closed": _("closed a request for help"),
    "help_offered": _("offered a solution to all"),
    "help_offer_withdrawn": _("no longer offers a solution"),
    "help_solved": _("was helped by an offered solution"),
    "seeing_allowed": _("let an officer see as the organisation"),
    "seeing_ended": _("ended seeing as the organisation"),
    "assigned": _("put in the care of an officer"),
    "work_noted": _("noted work"),
    "work_corrected": _("corrected a line of the work log"),
    "work_removed": _("removed a line of the work log"),
    "report_handed_in": _("handed in a delivery report"),
    "report_signed": _("signed a delivery report"),
    "report_sent_back": _("sent a delivery report back"),
    "reminded": _("reminded"),
    "mail_retried": _("had a mail sent again"),
    "message_read": _("read a message"),
    "strategy_saved": _("saved the strategy"),
    "strategy_adopted": _("adopted the strategy"),
    "strategy_revised": _("revised the adopted strategy"),
    "strategy_removed": _("removed from the strategy"),
    "strategy_copied": _("copied the strategy forward"),
    "plan_begun": _("began a plan"),
    "projects_saved": _("saved projects"),
    "project_withdrawn": _("withdrew a project"),
    "project_restored": _("put a project back"),
    "projects_carried": _("carried projects over from another plan"),
    "plan_confirmed": _("confirmed the plan"),
    "plan_confirm_undone": _("took the confirmation back"),
    "edition_opened": _("opened an edition"),
    "edition_withdrawn": _("withdrew an edition"),
    "classification_loaded": _("loaded the lists of classification"),
    "ordinance_entered": _("entered the ordinance"),
    "lines_saved": _("saved budget lines"),
    "lines_removed": _("removed budget lines"),
    "findings_excused": _("gave reasons for findings"),
    "line_opened": _("opened a budget line"),
    "line_absorbed": _("absorbed a line into the ordinance"),
    "transferred": _("transferred budget"),
    "transfer_dated": _("dated a transfer"),
    "transfer_reversed": _("reversed a transfer"),
    "accounts_stated": _("stated the control totals"),
    "committed": _("committed"),
    "commitment_amended": _("amended a commitment"),
    "commitment_cancelled": _("cancelled a commitment"),
    "commitment_reannounced": _("announced a commitment again"),
    "commitment_corrected": _("corrected the particulars of a commitment"),
    "disbursed": _("disbursed"),
    "payment_reversed": _("reversed a payment"),
    "figures_entered": _("entered cumulative figures"),
    "progress_reported": _("reported progress"),
    "no_movement_said": _("reported no movement"),
    "carried_over": _("carried over or let lapse"),
    "carry_over_reversed": _("reversed an act of the year's end"),
    "status_given": _("gave a final status"),
    "grant_registered": _("registered a grant"),
    "grant_corrected": _("corrected a grant"),
    "grant_confirmed": _("confirmed a grant"),
    "grant_disputed": _("said a grant is not theirs"),
    "grant_event": _("recorded an event of a grant"),
    "grant_event_reversed": _("took an event of a grant back"),
    "grant_closed": _("closed a grant"),
    "grants_unchanged": _("reported grants unchanged"),
}
_COLUMNS = (
    "at",
    "by",
    "organisation",
    "on_behalf_of",
    "verb",
    "object_type",
    "object_id",
    "label",
    "before",
    "after",
    "reason",
)


class Reference(NamedTuple):
    """A record by its table and id alone, of many that are written without instances. Its Did needs a label."""

    model: type[models.Model]
    pk: int

    @property
    def _meta(self) -> Any:
        return self.model._meta


@dataclass(frozen=True)
class Did:
    """One record as it was touched: `before` and `after` hold only the fields that differ."""

    record: models.Model | Reference
    organisation_id: int
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


def plain(value: Any) -> Any:
    """A value as JSON keeps it: money and dates as text, a record by its id."""
    if isinstance(value, (Decimal, dt.date)):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value


def record(
    by: Membership | None,
    verb: str,
    done: Iterable[Did],
    *,
    under: Delegation | None = None,
    reason: str = "",
    excuses: Sequence[tuple[Problem, str]] = (),
) -> None:
    """Write one Change for each record touched, in one statement however many there are."""
    assert verb in VERBS, verb
    moment = clock.now()
    why = "\n".join([reason, *(f"{problem.rule}: {excuse}" for problem, excuse in excuses)]).strip()
    copy_in(
        Change,
        _COLUMNS,
        (
            (
                moment,
                by.pk if by else None,
                act.organisation_id,
                under.giver_id if under else None,
                verb,
                act.record._meta.model_name or "",
                act.record.pk,
                (act.label or str(act.record))[:300],
                {name: plain(value) for name, value in act.before.items()},
                {name: plain(value) for name, value in act.after.items()},
                why,
            )
            for act in done
        ),
    )


def record_access(by: Membership, organisation: Organisation, path: str) -> None:
    """Note a page an auditor opened."""
    Access.objects.create(by=by, organisation=organisation, path=path[:300], at=clock.now())


def difference(record_: models.Model, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of the fields that would change."""
    before = {name: getattr(record_, name) for name, value in wanted.items() if getattr(record_, name) != value}
    return before, {name: wanted[name] for name in before}


#: What changes tell beside the fields of their table.
_BESIDE = {"from_on": models.DateField(_("takes effect on"))}
#: What the verb says already.
_SAID = {"life"}
#: Fields whose tables give them no words of their own.
_WORDS: dict[str, str | Promise] = {
    "sha256": _("SHA-256 of the data"),
    "notice": _("signed notice"),
    "confirmed_at": _("confirmed"),
    "projects": _("projects"),
    "due_on": _("due"),
    "correct_by": _("to be corrected by"),
}
#: A finding that stands with a reason is kept as "rule: reason".
_RULE = re.compile(r"^[a-z0-9_]+: ", re.MULTILINE)


@dataclass(frozen=True)
class Difference:
    """One field that a change touched, in words: its name, what it was, what it became."""

    label: str
    before: Any
    after: Any


def differences(changes: Iterable[Change]) -> dict[int, list[Difference]]:
    """What each change did, by its id: fields by their names, days as days, choices and offices in words.

    One statement more, for the names of the organisations that the changes point at.
    """
    listed = list(changes)
    named = _names_of_organisations(listed)
    found = {}
    for change in listed:
        fields = _fields_of(change.object_type)
        told = []
        for name in dict.fromkeys([*change.before, *change.after]):
            if name in _SAID:
                continue
            field_ = fields.get(name) or _BESIDE.get(name)
            label = str(_WORDS.get(name) or (field_.verbose_name if field_ is not None else name))
            was, became = (_in_words(field_, part.get(name), named) for part in (change.before, change.after))
            if was != became:
                told.append(Difference(label, was, became))
        found[change.pk] = told
    return found


@dataclass(frozen=True)
class Act:
    """A change as it is told: the verb in words, and what became different."""

    change: Change
    verb: str | Promise
    differences: list[Difference]

    @property
    def who(self) -> str:
        """The person, in which post of which organisation; batch work of the system has none."""
        by = self.change.by
        return f"{by.user.full_name} · {by.post_name} {by.organisation.short_name}" if by else ""

    @property
    def reason(self) -> str:
        """As it was given: without the names of the rules that asked for it, said once."""
        given = _RULE.sub("", self.change.reason).split("\n")
        return "\n".join(dict.fromkeys(given))

    @property
    def in_one_line(self) -> str:
        """Telephone: 054 1 → 054 2; E-mail: – → a@b.go.th."""
        return "; ".join(f"{d.label}: {_shown(d.before)} → {_shown(d.after)}" for d in self.differences)


def tell(changes: Iterable[Change]) -> list[Act]:
    """The changes in words, in the order given; one statement more at most."""
    listed = list(changes)
    told = differences(listed)
    return [Act(change, VERBS.get(change.verb, change.verb), told[change.pk]) for change in listed]


def columns() -> list[Column]:
    """The history as a file, a row for each act."""
    return [
        Column(_("When"), "change.at", 20, Holds.DATE),
        Column(_("What was done"), "verb", 20),
        Column(_("Of what"), "change.label", 30),
        Column(_("By"), "who", 44),
        Column(_("On behalf of"), "change.on_behalf_of.short_name", 24),
        Column(_("What became different"), "in_one_line", 60),
        Column(_("Reason"), "reason", 30),
    ]


def _shown(value: Any) -> str:
    return as_plain_text(value) or "–"


def _fields_of(object_type: str) -> dict[str, models.Field[Any, Any]]:
    """The fields of the table behind a change; none when a later version has dropped it."""
    model = next((m for m in apps.get_models() if m._meta.model_name == object_type and _is_ours(m)), None)
    return {f.name: f for f in model._meta.fields} if model is not None else {}


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("localplan.")


def _is_organisation(field_: models.Field[Any, Any] | None) -> bool:
    return isinstance(field_, models.ForeignKey) and field_.related_model is Organisation


def _names_of_organisations(changes: Iterable[Change]) -> dict[int, str]:
    wanted = set()
    for change in changes:
        for name, field_ in _fields_of(change.object_type).items():
            if _is_organisation(field_):
                wanted |= {part.get(name) for part in (change.before, change.after)} - {None}
    rows = Organisation.objects.filter(pk__in=[pk for pk in wanted if isinstance(pk, int)]) if wanted else []
    return {row.pk: row.short_name for row in rows}


def _in_words(field_: models.Field[Any, Any] | None, value: Any, named: Mapping[int, str]) -> Any:
    """A value that JSON kept, as the field means it; what cannot be read stays as it was kept."""
    if value is None or field_ is None:
        return value
    if _is_organisation(field_):
        return named.get(value, value)
    if isinstance(field_, models.ForeignKey) and field_.related_model is StoredFile:
        return _("file no. %(number)s") % {"number": value}
    if field_.choices:
        return str(dict(field_.flatchoices).get(value, value))
    if isinstance(field_, models.DateField | models.DecimalField) and isinstance(value, str):
        try:
            return field_.to_python(value)
        except ValidationError:
            return value
    return value
