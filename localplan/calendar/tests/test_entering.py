"""Content of a step that is handed in stands still."""

import pytest

from localplan.calendar import rules
from localplan.calendar.actions import require_step_open
from localplan.calendar.states import Life
from localplan.organisations.tests import make as org
from localplan.toolkit.problems import Refused

from . import make


@pytest.mark.parametrize(
    ("life", "takes"), [("draft", True), ("returned", True), ("submitted", False), ("accepted", False)]
)
def test_step_takes_changes_until_it_is_handed_in(life, takes):
    assert (list(rules.step_takes_changes(Life(life), step="x", year=2570)) == []) is takes


def test_step_takes_changes_while_no_deadline_is_published():
    assert list(rules.step_takes_changes(None, step="x", year=2570)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("life", ["submitted", "accepted"])
def test_content_of_a_submitted_step_is_not_changed(life):
    lao = org.an_lao()
    make.a_submission(lao, "lao_strategy", year=2570, life=life)
    with pytest.raises(Refused) as refused:
        require_step_open(lao, "lao_strategy", range(2566, 2571))
    assert [problem.rule for problem in refused.value] == ["step_takes_changes"]
    require_step_open(lao, "lao_strategy", 2571)
    require_step_open(lao, "plan_confirm", 2570)


@pytest.mark.django_db
def test_the_latest_year_of_a_span_decides():
    lao = org.an_lao()
    make.a_submission(lao, "lao_strategy", year=2569, life="accepted")
    with pytest.raises(Refused):
        require_step_open(lao, "lao_strategy", range(2566, 2571))
    make.a_submission(lao, "lao_strategy", year=2570)
    require_step_open(lao, "lao_strategy", range(2566, 2571))
