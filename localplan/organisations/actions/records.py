"""Contact details of an organisation and a person's own data: version-checked, merged field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from localplan.toolkit.versions import merge

from ..access import Do, require
from ..history import Did, difference, record
from ..models import Membership, Organisation, User

CONTACT = ("phone", "email", "address")
OWN_DATA = ("full_name", "email", "phone")


@transaction.atomic
def correct_contact(
    organisation: Organisation, wanted: Mapping[str, Any], *, base: Mapping[str, Any], by: Membership
) -> Organisation:
    """Change telephone, e-mail and address. `base` is what the form showed: other people's changes to other
    fields are kept, a different change to the same field raises Stale with both values.
    """
    require(by, Do.CORRECT_CONTACT, organisation)
    row: Organisation = Organisation.objects.locked([organisation.pk]).get()
    merged = merge(base, wanted, {name: getattr(row, name) for name in CONTACT}, labels=_labels(row, CONTACT))
    before, after = difference(row, merged)
    if after:
        Organisation.objects.filter(pk=row.pk).update(**after, version=row.version + 1)
        record(by, "corrected", [Did(row, row.pk, before=before, after=after)])
        row.refresh_from_db()
    return row


@transaction.atomic
def correct_own_data(user: User, wanted: Mapping[str, Any], *, base: Mapping[str, Any], by: Membership) -> User:
    """Change one's own name, e-mail and telephone."""
    row: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    merged = merge(base, wanted, {name: getattr(row, name) for name in OWN_DATA}, labels=_labels(row, OWN_DATA))
    before, after = difference(row, merged)
    if after:
        User.objects.filter(pk=row.pk).update(**after, version=row.version + 1)
        record(by, "corrected", [Did(row, by.organisation_id, before=before, after=after)])
        row.refresh_from_db()
    return row


def set_preferences(
    user: User, *, language: str | None = None, text_size: int | None = None, by_mail: bool | None = None
) -> None:
    """Keep how the person likes the screen, and whether reminders also come by e-mail; not a matter of record."""
    wanted: dict[str, Any] = {}
    if language in dict(User._meta.get_field("language").flatchoices):
        wanted["language"] = language
    if text_size in User.TextSize.values:
        wanted["text_size"] = text_size
    if by_mail is not None:
        wanted["by_mail"] = by_mail
    if wanted:
        User.objects.filter(pk=user.pk).update(**wanted)


def note_refused_address(user: User, address: str) -> None:
    """A mail server said that this address of the person does not exist; a corrected one is tried again."""
    User.objects.filter(pk=user.pk).update(refused_email=address)


def _labels(row: Organisation | User, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row._meta.get_field(name).verbose_name for name in names}  # type: ignore[union-attr]
