"""The law of making lines from what is there already: the plan's projects, last year's lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def project_may_be_drawn(*, planned: bool) -> Iterator[Problem]:
    """A line is drawn from a project that has money in the year; any other is entered by hand, with its reason."""
    if not planned:
        yield Problem("project_may_be_drawn", _("Nothing is planned for this year."))


def lines_can_be_copied(lines: int, *, year: int) -> Iterator[Problem]:
    """Recurrent lines are copied from the annual ordinance of the year before, if it has any."""
    if not lines:
        yield Problem(
            "lines_can_be_copied",
            _("The annual ordinance of %(year)s has no recurrent lines to copy."),
            params={"year": year},
        )
