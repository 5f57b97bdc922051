"""The boards' part of the access matrix: of the province, for its own people and those above it."""

from __future__ import annotations

from typing import Any

from localplan.organisations.models import Organisation

READ = ("board", "board-money", "barriers", "barriers-print", "governor", "governor-print")
POSTED = ("tell-why-late",)


def arguments(province: Organisation) -> dict[str, list[Any]]:
    """All of them speak of the province; the print as Excel, which costs nothing."""
    return {**{name: [province.pk] for name in READ}, "barriers-print": [province.pk, "xlsx"]}
