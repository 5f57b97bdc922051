"""The list handed in, and what was ticked and answered in its preview."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField


def _today() -> dt.date:
    return clock.today()


class RegisterFileForm(forms.Form):
    """DLA's list as CSV, and the day from which it holds."""

    file = forms.FileField(
        label=_("DLA’s list (CSV)"),
        help_text=_("The whole list of at least one province. 20,000 rows and 10 MB at most."),
        widget=forms.FileInput({"class": "in", "accept": ".csv,text/csv"}),
    )
    effective_on = BeDateField(
        label=_("The list holds from"),
        help_text=_(
            "New names, types and closings take effect on this day. LAOs of a province that was not in the register "
            "before count as always there."
        ),
        initial=_today,
    )


@dataclass(frozen=True)
class Looked:
    """What came back from the preview: answers by row, codes left open, and what the person had before them."""

    answers: dict[int, str] = field(default_factory=dict)
    left_open: frozenset[str] = frozenset()
    seen: str = ""
    answers_shown: str = ""

    @classmethod
    def of(cls, posted: QueryDict) -> Looked:
        answers = {}
        for name, value in posted.items():
            row = name.removeprefix("answer-")
            if name != row and row.isascii() and row.isdigit() and len(row) < 8 and value:
                answers[int(row)] = str(value)[:10]
        closing = set(posted.getlist("close"))
        return cls(
            answers=answers,
            left_open=frozenset(code for code in posted.getlist("shown") if code not in closing),
            seen=posted.get("seen", ""),
            answers_shown=posted.get("answers_shown", ""),
        )

    @property
    def answers_told(self) -> str:
        """The answers as one word, to see whether others have been given since."""
        return ",".join(f"{row}={said}" for row, said in sorted(self.answers.items()))
