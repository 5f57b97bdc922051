"""In these tests every LAO step can be entered, also those whose rooms come later."""

import pytest

from localplan.calendar import duties
from localplan.calendar.steps import STEPS
from localplan.calendar.tests import make


@pytest.fixture(autouse=True)
def every_step_can_be_entered(monkeypatch):
    for step in STEPS:
        if duties.duty_of(step) is None:
            monkeypatch.setitem(duties._DUTIES, step, make.a_duty(step, there=0))
