"""The law of the room, at the edge."""

import datetime as dt

import pytest

from localplan.strategy import rules


@pytest.mark.parametrize(("years", "allowed"), [(2, False), (3, True), (4, True), (5, True), (6, False), (0, False)])
def test_span_is_three_to_five_years(years, allowed):
    assert (list(rules.span_is_three_to_five_years(2566, 2566 + years - 1)) == []) is allowed


@pytest.mark.parametrize(
    ("first", "allowed"), [(2539, False), (2540, True), (2640, True), (2641, False), (2026, False)]
)
def test_span_is_three_to_five_years_of_the_buddhist_era(first, allowed):
    assert (list(rules.span_is_three_to_five_years(first, first + 4)) == []) is allowed


def test_span_begins_once_but_rolling_spans_overlap():
    assert list(rules.span_begins_once(2567, others={2566: 2570})) == []
    (problem,) = rules.span_begins_once(2566, others={2566: 2570})
    assert problem.params == {"first": 2566, "last": 2570}


@pytest.mark.parametrize(("number", "free"), [(0, False), (1, True), (2, False), (999, True), (1000, False)])
def test_number_is_free(number, free):
    assert (list(rules.number_is_free(number, "x", taken={2: "น้ำ"})) == []) is free


@pytest.mark.parametrize(
    ("name", "right"), [("", False), (" ", False), ("ก" * 300, True), ("ก" * 301, False), ("มี", False)]
)
def test_name_is_given_once(name, right):
    assert (list(rules.name_is_given_once(name, taken={"มี"})) == []) is right


@pytest.mark.parametrize(("length", "fits"), [(0, True), (500, True), (501, False)])
def test_text_fits(length, fits):
    assert (list(rules.text_fits("ก" * length, longest=500, field="goals")) == []) is fits


def test_strategy_serves_the_province():
    assert list(rules.strategy_serves_the_province(None, offered=[])) == []
    assert list(rules.strategy_serves_the_province(7, offered=[7])) == []
    assert list(rules.strategy_serves_the_province(8, offered=[7]))


def test_row_is_of_this_span():
    assert list(rules.row_is_of_this_span([], there=[], field="x")) == []
    assert list(rules.row_is_of_this_span([1], there=[1, 2], field="x")) == []
    assert list(rules.row_is_of_this_span([1, 3], there=[1, 2], field="x"))


def test_nothing_hangs_on_it_says_what_does():
    assert list(rules.nothing_hangs_on_it("น้ำ", uses={})) == []
    (problem,) = rules.nothing_hangs_on_it("น้ำ", uses={"กลยุทธ์": 2, "โครงการ": 1200})
    assert problem.params["uses"] == "กลยุทธ์ 2, โครงการ 1,200"


@pytest.mark.parametrize(("goals", "ready"), [([], False), ([0, 0], False), ([0, 1], True)])
def test_adopted_strategy_has_an_issue(goals, ready):
    assert (list(rules.adopted_strategy_has_an_issue(goals)) == []) is ready


@pytest.mark.parametrize(("day", "right"), [(9, True), (10, True), (11, False)])
def test_adoption_has_happened(day, right):
    told = rules.adoption_has_happened(dt.date(2026, 3, day), today=dt.date(2026, 3, 10))
    assert (list(told) == []) is right


@pytest.mark.parametrize(
    ("reason", "adopted", "enough"), [("", False, True), ("", True, False), ("  ก ", True, False), ("แก้คำ", True, True)]
)
def test_revision_has_a_reason(reason, adopted, enough):
    assert (list(rules.revision_has_a_reason(reason, adopted=adopted)) == []) is enough


def test_one_name_for_one_number():
    assert list(rules.one_name_for_one_number("น้ำ", before="", number="1")) == []
    assert list(rules.one_name_for_one_number("", before="น้ำ", number="1")) == []
    assert list(rules.one_name_for_one_number("น้ำ", before="น้ำ", number="1")) == []
    assert list(rules.one_name_for_one_number("ไฟ", before="น้ำ", number="1"))


@pytest.mark.parametrize(
    ("number", "tactic", "programme", "right"),
    [(None, "", "", True), (1, "ก", "ข", True), (1, "", "ข", True), (None, "ก", "", False), (None, "", "ข", False)],
)
def test_tactic_has_a_number(number, tactic, programme, right):
    assert (list(rules.tactic_has_a_number(number, tactic, programme)) == []) is right


@pytest.mark.parametrize(("number", "known"), [(None, True), (1, True), (3, False)])
def test_issue_is_known(number, known):
    assert (list(rules.issue_is_known(number, numbers=[1, 2])) == []) is known
