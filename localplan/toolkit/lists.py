"""A list page's words: what is searched, how it is filtered and sorted, which page. They live in the URL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from .thai_text import norm

PAGE_SIZE = 50


@dataclass(frozen=True)
class LeftOut:
    """One reason why rows are not on a list, and the word of the address that, taken away, brings them back."""

    words: str
    without: str


@dataclass(frozen=True)
class ListWords:
    """What the person asked of a list. Anything unknown in the URL was dropped, never an error."""

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = PAGE_SIZE
    sorts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        query: QueryDict | MultiValueDict[str, str],
        *,
        sorts: Mapping[str, str | tuple[str, ...]],
        default: str,
        filters: Mapping[str, Collection[str] | None] | None = None,
        size: int = PAGE_SIZE,
    ) -> ListWords:
        """Read `?q=…&sort=-name&page=2&type=SAO`.

        `sorts` maps a word in the URL to the columns behind it, the last of which must be unique for pages to hold
        still; `default` is such a word, "-" before it for descending. `filters` maps a word to the values it may
        have, or to None when any text will do.
        """
        columns = {word: (to,) if isinstance(to, str) else tuple(to) for word, to in sorts.items()}
        asked = query.get("sort") or default
        if asked.removeprefix("-") not in columns:
            asked = default
        kept = {}
        for word, allowed in (filters or {}).items():
            value = norm(query.get(word) or "", newlines=False)[:200]
            if value and (allowed is None or value in allowed):
                kept[word] = value
        number = query.get("page") or ""
        return cls(
            search=norm(query.get("q") or "", newlines=False)[:200],
            filters=kept,
            sort=asked.removeprefix("-"),
            descending=asked.startswith("-"),
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 1,
            size=size,
            sorts=columns,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out, so that the page can say so."""
        return bool(self.search or self.filters)

    def order_by(self) -> list[str]:
        """The columns to sort by; the first turns round when descending, the others only break ties."""
        first, *rest = self.sorts[self.sort]
        return [_turned(first) if self.descending else first, *rest]

    def page_of(self, rows: Any) -> Page[Any]:
        """The asked page of a sorted QuerySet or list; the last one when there are not so many."""
        return Paginator(rows, self.size).get_page(self.page)

    def direction_of(self, word: str) -> str:
        """For aria-sort: ascending, descending, or empty for a column not sorted by."""
        if word != self.sort:
            return ""
        return "descending" if self.descending else "ascending"

    def turned(self, word: str) -> str:
        """The value of `sort` that a click on the column's head asks for."""
        return f"-{word}" if word == self.sort and not self.descending else word


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"
