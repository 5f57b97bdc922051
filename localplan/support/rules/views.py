"""The law of kept views."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def view_has_a_name(name: str) -> Iterator[Problem]:
    """A kept view has a name."""
    if not name.strip():
        yield Problem("view_has_a_name", _("Give the view a name."), field="name")


def views_are_few(others: int, *, most: int) -> Iterator[Problem]:
    """A person keeps a handful of views, so that each is still found."""
    if others >= most:
        yield Problem("views_are_few", _("%(most)s views are kept already. Delete one first."), params={"most": most})
