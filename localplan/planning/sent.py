"""Values of a row as they travel to a browser and stand in a kept answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def as_sent(values: Mapping[str, Any]) -> dict[str, str]:
    """Everything as text: None is "", an amount has satang only when it has any."""
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return f"{value:.0f}"
    return str(value)
