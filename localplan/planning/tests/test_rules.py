from decimal import Decimal

import pytest

from localplan.organisations.tests.make import days
from localplan.planning import rules

YEARS = (2566, 2567, 2568)
RULE = {"baht": "amounts_are_of_the_plan", "place": "project_place_is_in_thailand"}


def names(found):
    return [problem.rule for problem in found]


@pytest.mark.parametrize(("last", "allowed"), [(2567, False), (2568, True), (2570, True), (2571, False)])
def test_plan_spans_three_to_five_years(last, allowed):
    assert names(rules.plan_spans_three_to_five_years(2566, last)) == (
        [] if allowed else ["plan_spans_three_to_five_years"]
    )


@pytest.mark.parametrize(("first", "allowed"), [(2565, False), (2566, True), (2570, True), (2571, False)])
def test_plan_follows_its_direction(first, allowed):
    found = rules.plan_follows_its_direction(first, direction=(2566, 2570))
    assert names(found) == ([] if allowed else ["plan_follows_its_direction"])


def test_edition_is_open():
    assert names(rules.edition_is_open(is_open=False)) == ["edition_is_open"]
    assert not names(rules.edition_is_open(is_open=True))


@pytest.mark.parametrize(
    ("name", "allowed"), [("", False), ("  ", False), ("ก", True), ("ก" * 300, True), ("ก" * 301, False)]
)
def test_project_is_named(name, allowed):
    assert names(rules.project_is_named(name)) == ([] if allowed else ["project_is_named"])


@pytest.mark.parametrize(("field", "limit"), rules.TEXT_LENGTHS.items())
def test_project_text_fits(field, limit):
    assert not names(rules.project_text_fits({field: "ก" * limit}))
    (problem,) = rules.project_text_fits({field: "ก" * (limit + 1)})
    assert (problem.rule, problem.field, problem.params["length"]) == ("project_text_fits", field, limit + 1)


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        ((None, None), ""),
        (("5", "97"), ""),
        (("21", "106"), ""),
        (("4.999999", "100"), "latitude"),
        (("13", "106.000001"), "longitude"),
        (("13", None), "longitude"),
        ((None, "100"), "latitude"),
        (("100.5", "13.7"), "latitude"),
    ],
)
def test_project_place_is_in_thailand(start, wrong):
    pair = tuple(None if part is None else Decimal(part) for part in start)
    found = [p.field for p in rules.project_place_is_in_thailand(start=pair, end=(None, None))]
    assert found == ([wrong] if wrong else [])
    found = [p.field for p in rules.project_place_is_in_thailand(start=(None, None), end=pair)]
    assert found == ([f"{wrong}_end"] if wrong else [])


@pytest.mark.parametrize(
    ("amounts", "wrong"),
    [
        ({2566: None}, ""),
        ({2566: Decimal("0")}, ""),
        ({2568: Decimal("99999999999999.99")}, ""),
        ({2568: Decimal("100000000000000")}, "y2568"),
        ({2566: Decimal("-0.01")}, "y2566"),
        ({2566: Decimal("0.001")}, "y2566"),
        ({2565: Decimal("1")}, "y2565"),
        ({2569: None}, ""),
    ],
)
def test_amounts_are_of_the_plan(amounts, wrong):
    found = list(rules.amounts_are_of_the_plan(amounts, years=YEARS))
    assert [(p.rule, p.field) for p in found] == ([(RULE["baht"], wrong)] if wrong else [])


def test_row_points_into_the_strategy():
    def found(tactic, programme):
        return [
            p.field
            for p in rules.row_points_into_the_strategy(
                tactic=tactic, programme=programme, tactics={1, 2}, programmes={7}
            )
        ]

    assert found(None, None) == []
    assert found(2, 7) == []
    assert found(3, 8) == ["tactic_id", "programme_id"]


def test_tactic_is_of_the_strategy():
    def found(strategy, of_tactic):
        return [p.excusable for p in rules.tactic_is_of_the_strategy(strategy=strategy, of_tactic=of_tactic)]

    assert found(1, 1) == found(None, 1) == found(None, None) == []
    assert found(1, 2) == [False]
    assert found(1, None) == [True]


def test_project_is_known():
    assert not names(rules.project_is_known(asked=None, found=False))
    assert not names(rules.project_is_known(asked=5, found=True))
    assert names(rules.project_is_known(asked=5, found=False)) == ["project_is_known"]


def test_project_stands_once():
    assert not names(rules.project_stands_once([1, 2, 3]))
    assert names(rules.project_stands_once([1, 2, 1])) == ["project_stands_once"]


def test_plan_has_projects():
    assert names(rules.plan_has_projects(0)) == ["plan_has_projects"]
    assert not names(rules.plan_has_projects(1))


def test_strategy_has_a_tactic():
    assert not names(rules.strategy_has_a_tactic([]))
    assert [p.params for p in rules.strategy_has_a_tactic(["น้ำ", "ดิน"])] == [{"name": "น้ำ"}, {"name": "ดิน"}]


def test_project_is_complete_for_confirmation():
    assert not names(rules.project_is_complete_for_confirmation(programme=1, unit="กองช่าง"))
    found = list(rules.project_is_complete_for_confirmation(programme=None, unit=" "))
    assert [p.field for p in found] == ["programme_id", "unit"]
    assert not any(p.excusable for p in found)


def test_project_has_money():
    assert not names(rules.project_has_money([Decimal("0"), Decimal("0.01")]))
    for nothing in ([], [Decimal("0")]):
        (problem,) = rules.project_has_money(nothing)
        assert problem.rule == "project_has_money"
        assert problem.excusable


def test_project_is_not_repeated():
    assert not names(rules.project_is_not_repeated(same_rows=()))
    (problem,) = rules.project_is_not_repeated(same_rows=(4, 9))
    assert problem.excusable
    assert "4, 9" in problem.text


def test_programme_is_in_the_strategy():
    def found(programme, tactic):
        return list(rules.programme_is_in_the_strategy(programme=programme, tactic=tactic, of_tactic={7}))

    assert not found(7, 1)
    assert not found(None, 1)
    assert not found(8, None)
    assert found(8, 1)[0].excusable


@pytest.mark.parametrize(
    ("day", "notice", "fields"),
    [
        (0, True, []),
        (-1, True, []),
        (1, True, ["promulgated_on"]),
        (None, True, ["promulgated_on"]),
        (0, False, ["notice"]),
        (None, False, ["promulgated_on", "notice"]),
    ],
)
def test_plan_is_promulgated(day, notice, fields):
    on = None if day is None else days(day)
    found = rules.plan_is_promulgated(promulgated_on=on, has_notice=notice, today=days(0))
    assert [p.field for p in found] == fields


def test_dates_follow_the_law():
    def found(*ds):
        return [p.field for p in rules.dates_follow_the_law([(f"d{i}", f"D{i}", d) for i, d in enumerate(ds)])]

    assert found(days(0), days(0), days(1)) == []
    assert found(days(0), None, days(-1)) == ["d2"]
    assert found(None, None) == []


def test_one_edition_at_a_time():
    assert not names(rules.one_edition_at_a_time(open_edition=False, confirmed=True))
    assert names(rules.one_edition_at_a_time(open_edition=True, confirmed=False)) == ["one_edition_at_a_time"]
    assert names(rules.one_edition_at_a_time(open_edition=False, confirmed=False)) == ["one_edition_at_a_time"]


def test_amendment_number_is_free():
    assert not names(rules.amendment_number_is_free(3, taken={1, 2}))
    assert names(rules.amendment_number_is_free(2, taken={1, 2})) == ["amendment_number_is_free"]


def test_amendment_has_a_kind():
    assert not names(rules.amendment_has_a_kind("addition", kinds=["addition"]))
    assert names(rules.amendment_has_a_kind("original", kinds=["addition"])) == ["amendment_has_a_kind"]


@pytest.mark.parametrize(
    ("confirmed", "latest", "accepted", "allowed"),
    [(True, True, None, True), (False, True, None, False), (True, False, None, False), (True, True, 2570, False)],
)
def test_confirmation_can_be_undone(confirmed, latest, accepted, allowed):
    found = rules.confirmation_can_be_undone(confirmed=confirmed, is_latest=latest, accepted_for=accepted)
    assert names(found) == ([] if allowed else ["confirmation_can_be_undone"])
