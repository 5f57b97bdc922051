"""The head of an ordinance: lawful dates, numbers of supplementary ones, merging; wording by type of LAO."""

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting import actions, rules
from localplan.budgeting.models import Ordinance
from localplan.budgeting.tests import make
from localplan.budgeting.wording import wording_of
from localplan.organisations.models import Change, Kind
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import Refused, Stale

pytestmark = pytest.mark.django_db
YEAR = 2570
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2027, 9, 30)


@pytest.fixture
def lao():
    make.a_year(YEAR)
    return people.an_lao()


@pytest.fixture
def officer(lao):
    return make.a_finance_officer(lao)


def adopt(lao, officer, year=YEAR, **values):
    return actions.adopt_ordinance(lao, year, make.a_head(**values), by=officer)


def refused(lao, officer, **values):
    with pytest.raises(Refused) as caught:
        adopt(lao, officer, **values)
    return [(p.field, p.rule) for p in caught.value]


def day(number, month=8):
    return dt.date(2026, month, number)


def test_a_head_may_lack_everything_and_is_filled_bit_by_bit(lao, officer):
    made = adopt(lao, officer)
    again = adopt(lao, officer, passed_on=day(1), stated_total=Decimal("5"))
    assert made.pk == again.pk
    assert (again.version, again.passed_on) == (2, day(1))
    assert adopt(lao, officer, passed_on=day(1), stated_total=Decimal("5")).version == 2  # nothing new
    assert Change.objects.filter(verb="ordinance_entered").count() == 2


@pytest.mark.parametrize(
    ("days", "fields"),
    [
        ((2, 2, 2), []),
        ((1, 2, 3), []),
        ((2, 1, 3), ["approved_on"]),
        ((1, 3, 2), ["promulgated_on"]),
        ((3, 2, 1), ["approved_on", "promulgated_on"]),
        ((2, None, 1), ["promulgated_on"]),
        ((1, None, 2), []),
        ((None, None, 1), []),
    ],
)
def test_ordinance_dates_follow_the_law(lao, officer, days, fields):
    names = ("passed_on", "approved_on", "promulgated_on")
    values = {name: day(number) for name, number in zip(names, days, strict=True) if number}
    if not fields:
        assert adopt(lao, officer, **values).pk
    else:
        told = [(field, "ordinance_dates_follow_the_law") for field in fields]
        assert refused(lao, officer, **values) == told


def test_it_may_take_effect_before_it_is_promulgated(lao, officer):
    """As a real ordinance of FY2562 did: in effect on 1 October, announced on the 12th."""
    made = adopt(lao, officer, effective_on=FIRST, promulgated_on=FIRST + dt.timedelta(days=11))
    assert made.effective_on < made.promulgated_on


@pytest.mark.parametrize(
    ("effective", "allowed"),
    [(FIRST, True), (FIRST - dt.timedelta(days=1), False), (LAST, True), (LAST + dt.timedelta(days=1), False)],
)
def test_ordinance_takes_effect_in_its_year(lao, officer, effective, allowed):
    if allowed:
        assert adopt(lao, officer, effective_on=effective).effective_on == effective
    else:
        assert refused(lao, officer, effective_on=effective) == [("effective_on", "ordinance_takes_effect_in_its_year")]


def test_supplementary_follows_the_annual_and_is_numbered_once(lao, officer):
    more = {"kind": "supplementary", "effective_on": FIRST + dt.timedelta(days=200)}
    rule = "supplementary_follows_the_annual"
    assert refused(lao, officer, number=1, **more) == [("", rule)]
    adopt(lao, officer)
    assert refused(lao, officer, number=0, **more) == [("number", rule)]
    assert adopt(lao, officer, number=1, **more).number == 1
    assert refused(lao, officer, number=1, **more) == [("number", rule)]
    assert adopt(lao, officer, number=2, **more).number == 2


def test_amounts_of_the_head_are_money(lao, officer):
    revenue = make.the_code("411000").pk
    assert refused(lao, officer, stated_total=Decimal("0.001")) == [("stated_total", "amount_is_money")]
    assert refused(lao, officer, revenues={revenue: Decimal("-1")}) == [("revenues", "amount_is_money")]
    made = adopt(lao, officer, stated_total=Decimal("10"), revenues={revenue: Decimal("9.99")})
    assert made.stated_total == 10  # as the paper has it; that it spends too much is found when it is handed in
    assert list(made.revenues.values_list("item_id", "amount")) == [(revenue, Decimal("9.99"))]


def test_two_who_fill_different_fields_both_keep_them(lao, officer):
    made = adopt(lao, officer, passed_on=day(1))
    seen = {"passed_on": day(1), "approver": "", "stated_total": None}
    adopt(lao, officer, passed_on=day(1), approver="นายอำเภอเวียงสา", seen=seen)
    adopt(lao, officer, passed_on=day(1), stated_total=Decimal("7"), seen=seen)
    made.refresh_from_db()
    assert (made.approver, made.stated_total) == ("นายอำเภอเวียงสา", 7)
    with pytest.raises(Stale):
        adopt(lao, officer, passed_on=day(1), stated_total=Decimal("8"), seen=seen)


@pytest.mark.parametrize(
    ("kind", "title", "approver"),
    [
        (Kind.PAO, "ข้อบัญญัติงบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570", "ผู้ว่าราชการจังหวัดเชียงราย"),
        (Kind.CITY, "เทศบัญญัติงบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570", "ผู้ว่าราชการจังหวัดเชียงราย"),
        (Kind.SUBM, "เทศบัญญัติงบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570", "ผู้ว่าราชการจังหวัดเชียงราย"),
        (
            Kind.SAO,
            "ข้อบัญญัติงบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570",
            "นายอำเภอเวียง1 ปฏิบัติราชการแทนผู้ว่าราชการจังหวัดเชียงราย",
        ),
        (Kind.SPECIAL, "ข้อบัญญัติเมืองพัทยางบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570", "ผู้ว่าราชการจังหวัดเชียงราย"),
    ],
)
def test_the_words_and_the_approver_follow_the_type_of_lao(kind, title, approver):
    ordinance = make.an_ordinance(people.an_lao(kind=kind), year=YEAR)
    words = wording_of(ordinance.organisation, YEAR)
    assert words.title(ordinance) == title
    assert words.approvers[0] == approver
    more = Ordinance(kind="supplementary", number=2, year_id=YEAR)
    assert "เพิ่มเติม (ฉบับที่ 2) ประจำปี" in words.title(more)


def test_a_past_year_is_worded_by_what_the_lao_was_then():
    lao = people.an_lao(kind=Kind.SAO)
    identity = lao.identities.get()
    identity.until_on = dt.date(2026, 12, 31)
    identity.save()
    lao.identities.create(
        kind=Kind.SUBM, name=lao.name, full_name="เทศบาลตำบล" + lao.name, from_on=dt.date(2027, 1, 1),
        parent=lao.parent, recorded_at=identity.recorded_at,
    )  # fmt: skip
    lao.kind = Kind.SUBM
    assert wording_of(lao, 2570).word == "ข้อบัญญัติ"
    assert wording_of(lao, 2571).word == "เทศบัญญัติ"


def test_reasons_are_kept_by_line_and_rule(lao, officer):
    ordinance = make.an_ordinance(lao, year=YEAR)
    actions.excuse_findings(ordinance, {(3, "line_within_plan"): " ก ", (0, "subsidies_within_limit"): "ข"}, by=officer)
    actions.excuse_findings(ordinance, {(0, "subsidies_within_limit"): ""}, by=officer)
    ordinance.refresh_from_db()
    assert ordinance.excuses == [{"line": 3, "rule": "line_within_plan", "reason": "ก"}]
    assert Change.objects.filter(verb="findings_excused").count() == 2


def test_rules_of_an_ordinance_that_is_handed_in_speak_of_the_field_they_miss():
    assert [p.field for p in rules.ordinance_is_dated(["passed_on"])] == ["passed_on"]
    assert not list(rules.ordinance_is_dated([]))
    assert [p.field for p in rules.ordinance_has_its_paper(document=None)] == ["document"]
    assert not list(rules.ordinance_has_its_paper(document=1))
    assert list(rules.ordinance_has_lines(0))
    assert not list(rules.ordinance_has_lines(1))
