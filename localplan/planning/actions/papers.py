"""The official print of a confirmed edition: made when it is first asked for, or the night after, and stored then.

Confirming stores the data and its hash; printing takes seconds that a deadline night does not have.
"""

from __future__ import annotations

from django.db import transaction

from localplan.toolkit import files
from localplan.toolkit.models import StoredFile

from ..models import Edition
from ..reading import read_edition


def keep_official_pdf(edition: Edition) -> StoredFile | None:
    """The official ผ.02, made now if it is not there yet; None while the edition is not confirmed.

    Whoever opens it twice, or takes the confirmation back meanwhile, leaves at most an unused file.
    """
    from ..prints import official_pdf

    if edition.confirmed_at is None or edition.official_pdf_id is not None:
        there: StoredFile | None = edition.official_pdf
        return there
    data = official_pdf(read_edition(edition))
    with transaction.atomic():
        row: Edition = Edition.objects.select_for_update(no_key=True, of=("self",)).get(pk=edition.pk)
        if row.official_pdf_id is None and row.sha256 == edition.sha256:
            name = f"{files_name(edition)}.pdf"
            made = files.keep_bytes(data, name=name, media_type="application/pdf")
            Edition.objects.filter(pk=row.pk).update(official_pdf=made)
            return made
        there = row.official_pdf
    return there


def files_name(edition: Edition) -> str:
    """What the files of an edition are called, without ending: po02-5550703-2570-0."""
    return f"po02-{edition.organisation.code}-{edition.plan.first_year}-{edition.sequence}"
