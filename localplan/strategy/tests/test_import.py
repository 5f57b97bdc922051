"""A list from a file: all of it or nothing, the same list twice changes nothing."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from localplan.organisations.models import Post
from localplan.organisations.tests import make as org
from localplan.strategy.actions import take_over_list
from localplan.strategy.facts import PathFact, Span
from localplan.strategy.models import Direction, Programme, Strategy, Tactic
from localplan.strategy.reading import read_paths
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db
PROJECTS = Path(__file__).resolve().parents[4] / "shared/real/nakhonsawan_city_projects_2566_2570.csv"


@pytest.fixture
def lao():
    return org.an_lao(code="6570101")


def run(path, *words, code="6570101"):
    """The command's last line as JSON, and its exit code."""
    out, status = io.StringIO(), 0
    try:
        call_command(
            "import_strategy",
            str(path),
            *words,
            "--json",
            organisation=code,
            first_year=2566,
            last_year=2570,
            stdout=out,
        )
    except SystemExit as left:
        status = left.code
    return json.loads(out.getvalue().splitlines()[-1]), status


LINES = (
    ("1", "น้ำ", "2", "1.1", "ขุดลอก", "เคหะ"),
    ("1", "น้ำ", "2", "1.1", "ขุดลอก", "เกษตร"),
    ("1", "", "", "1.2", "ประปา", "เคหะ"),
    ("๒", "คน", "", "", "", ""),
)


def test_a_list_becomes_strategies_tactics_and_programmes(lao, tmp_path):
    issue = make.a_provincial_strategy().issues.all()[1]
    org.a_delegation(org.a_post(Post.CLERK, at=lao), org.the_department())
    (tmp_path / "list.csv").write_bytes(make.as_csv(*LINES))
    told, status = run(tmp_path / "list.csv", "--as", org.a_post(Post.PLANNER, at=lao).user.username)
    assert (status, told["rows"], told["created"]) == (0, 4, 6)
    direction = Direction.objects.get()
    assert list(direction.strategies.values_list("number", "name", "serves")) == [(1, "น้ำ", issue.pk), (2, "คน", None)]
    ties = {p.name: [t.code for t in p.tactics.all()] for p in direction.programmes.all()}
    assert ties == {"เคหะ": ["1.1", "1.2"], "เกษตร": ["1.1"]}


def test_the_same_list_twice_changes_nothing_and_a_new_name_is_a_change(lao):
    planner = org.a_post(Post.PLANNER, at=lao)
    _, paths = read_paths(make.as_csv(("1", "น้ำ", "", "1.1", "ขุดลอก", "เคหะ")))
    assert take_over_list(lao, Span(2566, 2570), paths, by=planner).created == 3
    again = take_over_list(lao, Span(2566, 2570), paths, by=planner)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
    _, paths = read_paths(make.as_csv(("1", "น้ำสะอาด", "", "1.1", "", "เคหะ")))
    again = take_over_list(lao, Span(2566, 2570), paths, by=planner)
    assert (again.created, again.changed, again.unchanged) == (0, 1, 2)
    assert Tactic.objects.get().name == "ขุดลอก"


def test_every_mistake_is_told_with_its_row_and_nothing_is_kept(lao):
    planner = org.a_post(Post.PLANNER, at=lao)
    bad = (
        ("1", "น้ำ", "9", "1.1", "ขุดลอก", ""),
        ("1", "ไฟ", "", "1.1", "ถมดิน", ""),
        ("2", "คน", "", "", "ฝึกอาชีพ", ""),
    )
    _, paths = read_paths(make.as_csv(*bad))
    with pytest.raises(Refused) as refused:
        take_over_list(lao, Span(2566, 2570), paths, by=planner)
    assert {(p.rule, p.row) for p in refused.value} == {
        ("one_name_for_one_number", 3),
        ("tactic_has_a_number", 4),
        ("issue_is_known", 2),
    }
    assert not Direction.objects.exists()


def test_numbers_that_are_none_are_told_with_row_and_column():
    with pytest.raises(Refused) as refused:
        read_paths(make.as_csv(("หนึ่ง", "น้ำ", "", "x", "", ""), ("", "ไฟ", "", "", "", "")))
    assert [(p.rule, p.row, p.column) for p in refused.value] == [
        ("number_is_read", 2, "strategy_no"),
        ("number_is_read", 2, "tactic_no"),
        ("number_is_read", 3, ""),
    ]


def test_a_trial_keeps_nothing_and_an_unknown_code_is_refused(lao, tmp_path):
    (tmp_path / "list.csv").write_bytes(make.as_csv(("1", "น้ำ", "", "", "", "")))
    username = org.a_post(Post.PLANNER, at=lao).user.username
    told, status = run(tmp_path / "list.csv", "--as", username, "--dry-run")
    assert (status, told["created"], Strategy.objects.count()) == (0, 1, 0)
    told, status = run(tmp_path / "list.csv", "--as", username, code="6579999")
    assert (status, [problem["rule"] for problem in told["problems"]]) == (1, ["organisation_is_known"])


def test_a_long_list_costs_the_same_statements_as_a_short_one():
    def cost(length):
        lao = org.an_lao()
        planner = org.a_post(Post.PLANNER, at=lao)
        paths = [PathFact(n, n, f"ย {n}", None, 1, f"ก {n}", f"ผ {n}") for n in range(1, length + 1)]
        with count_queries() as counted:
            take_over_list(lao, Span(2566, 2570), paths, by=planner)
        return counted

    short, long = cost(1), cost(300)
    assert short.number == long.number, long


@pytest.mark.skipif(not PROJECTS.exists(), reason="the real plan is not here")
def test_the_strategies_of_a_real_plan_are_taken_over(lao):
    lines = make.list_of_a_real_plan(PROJECTS)
    _, paths = read_paths(make.as_csv(*lines))
    counts = take_over_list(lao, Span(2566, 2570), paths, by=org.a_post(Post.PLANNER, at=lao))
    assert (Strategy.objects.count(), Tactic.objects.count(), Programme.objects.count()) == (6, 13, 11)
    assert Programme.tactics.through.objects.count() == len(lines)
    assert counts.created == 6 + 13 + 11
