"""What the room prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from localplan.toolkit.pdf.render import render

from ..reading import EditionReading, Row

HERE = Path(__file__).resolve().parent
_TEXTS = ("name", "objective", "target", "indicator", "result", "unit")


def official_pdf(reading: EditionReading) -> bytes:
    """แบบ ผ.02 of an edition, in Thai whatever the reader's language."""
    with override("th"):
        return render(HERE / "po02.typ", _data(reading), rows_limit=20_000)


def _data(reading: EditionReading) -> dict[str, Any]:
    """Rows under their headings; amounts in the order of the years, a blank one as an empty text."""
    edition, plan = reading.edition, reading.edition.plan
    parts: list[dict[str, Any]] = []
    for row in reading.rows:
        headings = _headings(row)
        if not parts or parts[-1]["headings"] != headings:
            parts.append({"headings": headings, "rows": []})
        amounts = [row.amounts.get(year) for year in reading.years]
        parts[-1]["rows"].append(
            {
                "place": row.place,
                **{name: getattr(row.revision, name) for name in _TEXTS},
                "amounts": ["" if amount is None else amount for amount in amounts],
            }
        )
    title = _("Development plan %(first)s–%(last)s") % {"first": plan.first_year, "last": plan.last_year}
    return {
        "title": title,
        "organisation": edition.organisation.full_name,
        "edition": str(edition),
        "years": [str(year) for year in reading.years],
        "labels": {
            "place": _("No."),
            "name": _("Project"),
            "objective": _("Objective"),
            "target": _("Target (output)"),
            "indicator": _("Indicator (KPI)"),
            "result": _("Expected result"),
            "unit": _("Responsible unit"),
            "total": _("Total"),
            "stamp": _("Form PO.02"),
        },
        "parts": parts,
        "totals": [{"count": count, "baht": baht} for count, baht in reading.totals().values()],
    }


def _headings(row: Row) -> list[str]:
    tactic, programme = row.revision.tactic, row.revision.programme
    headings = []
    if tactic is not None:
        headings += [f"{_('Strategy')} {tactic.strategy}", f"{_('Tactic')} {tactic.code} {tactic.name}"]
    headings.append(f"{_('Programme')} {programme}" if programme is not None else _("No programme"))
    return headings
