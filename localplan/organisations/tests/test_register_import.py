"""Taking DLA's list over: who is who, what is dated, what is asked, and that it is all or nothing."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from localplan.organisations import actions
from localplan.organisations.models import Change, Identity, Level, Membership, Organisation, Post
from localplan.organisations.posts import Kind
from localplan.organisations.register import Outcome
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db

LAO = 5_701_000


def take_over(*rows, effective_on=None, **values):
    return actions.import_register(
        make.a_list(*rows), effective_on=effective_on or clock.today(), by=make.the_operator(), **values
    )


def five():
    """Five LAOs of one district, far from the tenth that would make two closings suspicious."""
    return [make.a_registered(serial) for serial in range(1, 6)]


def names_of(lao):
    return [(i.full_name, i.from_on, i.until_on) for i in Identity.objects.filter(organisation=lao).order_by("id")]


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


class TestTheFirstList:
    def test_ids_follow_province_district_and_the_order_of_the_rows(self):
        take_over(make.a_registered(9), make.a_registered(4), make.a_registered(1, district="5702"))
        assert list(Organisation.objects.laos().order_by("id").values_list("id", "code")) == [
            (5_701_001, "6570109"),
            (5_701_002, "6570104"),
            (5_702_001, "6570201"),
        ]

    def test_offices_of_the_districts_and_the_province_stand_above(self):
        take_over(make.a_registered(1))
        lao = Organisation.objects.get(pk=LAO + 1)
        district, province = lao.parent, lao.parent.parent
        assert (district.pk, district.level, district.short_name) == (LAO, Level.DISTRICT, "สถอ.เวียง01")
        assert (province.pk, province.level, province.short_name) == (5_700_000, Level.PROVINCE, "สถจ.เชียงราย")
        assert province.parent == make.the_department()

    def test_names_hold_since_before_the_register_began(self):
        take_over(make.a_registered(1, "แม่ยาว"))
        assert names_of(LAO + 1) == [("องค์การบริหารส่วนตำบลแม่ยาว", None, None)]
        assert Organisation.objects.get(pk=LAO + 1).opened_on is None

    def test_the_province_takes_its_english_name_from_its_pao(self):
        take_over(make.a_registered(1, "เชียงราย", Kind.PAO, name_en="Chiang Rai"))
        assert Organisation.objects.get(pk=5_700_000).name_en == "Chiang Rai"

    def test_each_is_recorded_once_under_the_post_that_did_it(self):
        take_over(*five(), reason="lao.csv")
        done = Change.objects.filter(verb="registered")
        assert done.count() == 7
        change = done.get(object_id=LAO + 1)
        assert (change.by, change.organisation_id, change.reason) == (make.the_operator(), LAO + 1, "lao.csv")

    def test_one_row_and_two_hundred_cost_the_same_number_of_statements(self):
        with count_queries() as for_one:
            take_over(make.a_registered(1))
        many = [make.a_registered(serial, district=f"55{d:02d}") for d in (1, 2, 3, 4) for serial in range(1, 51)]
        with count_queries() as for_many:
            take_over(*many)
        assert for_many.number == for_one.number


class TestTheSameListAgain:
    def test_nothing_changes_and_nothing_is_recorded(self):
        take_over(*five())
        before = Change.objects.count(), Identity.objects.count()
        plan = take_over(*five(), effective_on=make.days(30))
        assert plan.counts == {Outcome.UNCHANGED: 5}
        assert (Change.objects.count(), Identity.objects.count()) == before

    def test_blanks_in_columns_that_may_be_left_out_take_nothing_away(self):
        known = {"name_en": "Mae Yao", "latitude": Decimal("19.9"), "longitude": Decimal("99.8")}
        take_over(make.a_registered(1, **known))
        plan = take_over(make.a_registered(1))
        assert plan.counts == {Outcome.UNCHANGED: 1}
        assert Organisation.objects.get(pk=LAO + 1).name_en == "Mae Yao"


class TestALaterList:
    def test_an_upgrade_changes_the_first_digit_and_keeps_id_and_history(self):
        take_over(*five())
        later = [make.a_registered(1, kind=Kind.SUBM), *five()[1:]]
        day = make.days(-10)
        plan = take_over(*later, effective_on=day)
        assert plan.counts == {Outcome.UPGRADED: 1, Outcome.UNCHANGED: 4}
        lao = Organisation.objects.get(code="5570101")
        assert (lao.pk, lao.kind) == (LAO + 1, Kind.SUBM)
        assert names_of(lao) == [
            ("องค์การบริหารส่วนตำบลห้วยน้ำใส1", None, day - dt.timedelta(days=1)),
            ("เทศบาลตำบลห้วยน้ำใส1", day, None),
        ]
        change = Change.objects.get(verb="upgraded")
        assert (change.before["kind"], change.after["kind"], change.after["from_on"]) == ("SAO", "SUBM", str(day))

    def test_another_name_under_the_same_code_is_a_renaming(self):
        take_over(*five())
        take_over(make.a_registered(1, "ดอยงาม"), *five()[1:])
        assert Organisation.objects.get(pk=LAO + 1).short_name == "อบต.ดอยงาม"
        assert Change.objects.filter(verb="renamed").count() == 1

    def test_the_same_name_in_the_district_under_another_code_is_the_same_lao(self):
        take_over(*five())
        plan = take_over(replace(make.a_registered(1), code="6570177"), *five()[1:])
        assert plan.counts == {Outcome.RENAMED: 1, Outcome.UNCHANGED: 4}
        assert Organisation.objects.get(code="6570177").pk == LAO + 1

    def test_another_district_moves_it_under_another_office(self):
        take_over(*five())
        take_over(make.a_registered(1, district="5702", code="6570101"), *five()[1:])
        lao = Organisation.objects.get(code="6570101")
        assert (lao.pk, lao.parent_id) == (LAO + 1, 5_702_000)
        assert Change.objects.filter(verb="moved").count() == 1

    def test_a_position_is_corrected_without_a_new_period(self):
        take_over(*five())
        there = {"latitude": Decimal("19.9123456"), "longitude": Decimal("99.8"), "name_en": "Huai Nam Sai"}
        take_over(make.a_registered(1, **there), *five()[1:])
        lao = Organisation.objects.get(pk=LAO + 1)
        assert (lao.latitude, lao.longitude, lao.name_en) == tuple(there.values())
        assert Identity.objects.filter(organisation=lao).count() == 1
        assert Change.objects.get(verb="corrected").after["latitude"] == "19.9123456"

    def test_a_new_lao_exists_from_the_day_of_the_list_with_the_next_free_number(self):
        take_over(*five())
        take_over(make.a_registered(8, "ใหม่"), *five())
        lao = Organisation.objects.get(name="ใหม่")
        assert (lao.pk, lao.opened_on) == (LAO + 6, clock.today())
        assert names_of(lao) == [("องค์การบริหารส่วนตำบลใหม่", clock.today(), None)]

    def test_two_that_exchange_their_codes_are_told_apart_by_code(self):
        first, second = make.a_registered(1), make.a_registered(2)
        take_over(first, second)
        take_over(replace(second, code=first.code), replace(first, code=second.code))
        assert Organisation.objects.get(pk=LAO + 1).name == second.name

    def test_one_not_in_the_list_is_closed_and_its_people_end_the_day_before(self):
        take_over(*five())
        clerk = make.a_post(at=Organisation.objects.get(pk=LAO + 5))
        plan = take_over(*five()[:4])
        assert plan.counts == {Outcome.UNCHANGED: 4, Outcome.CLOSED: 1}
        closed = Organisation.objects.get(pk=LAO + 5)
        assert closed.closed_on == clock.today()
        assert names_of(closed)[-1][2] == make.days(-1)
        clerk.refresh_from_db()
        assert (clerk.until_on, clerk.version) == (make.days(-1), 2)
        assert set(Change.objects.filter(organisation=closed).values_list("verb", flat=True)) == {
            "registered",
            "closed",
            "ended",
        }

    def test_one_left_open_by_its_code_stays(self):
        take_over(*five())
        plan = take_over(*five()[:4], left_open=["6570105"])
        assert plan.counts == {Outcome.UNCHANGED: 4, Outcome.LEFT_OPEN: 1}
        assert Organisation.objects.get(pk=LAO + 5).closed_on is None

    def test_other_provinces_are_left_alone(self):
        take_over(*five(), make.a_registered(1, district="5501"))
        take_over(*five())
        assert Organisation.objects.get(code="6550101").closed_on is None

    def test_a_list_that_would_close_more_than_a_tenth_is_taken_for_a_part(self):
        take_over(*five())
        with pytest.raises(Refused) as refused:
            take_over(*five()[:2])
        assert rules_of(refused) == ["register_file_is_whole"]
        assert not Organisation.objects.exclude(closed_on=None).exists()


class TestWhatIsAsked:
    def test_an_unknown_row_beside_one_that_is_gone_is_asked_never_guessed(self):
        take_over(*five())
        other = make.a_registered(44, "ต่างนาม")
        with pytest.raises(Refused) as refused:
            take_over(*five()[:4], other)
        assert rules_of(refused) == ["row_is_answered"]
        assert refused.value.problems[0].row == 6
        plan = actions.plan_import(make.a_list(*five()[:4], other), effective_on=clock.today(), by=make.the_operator())
        [asked] = plan.of(Outcome.ASKED)
        assert [known.code for known in asked.candidates] == ["6570105"]
        assert not plan.of(Outcome.CLOSED)

    def test_the_answer_may_be_one_of_those_offered(self):
        take_over(*five())
        take_over(*five()[:4], make.a_registered(44, "ต่างนาม"), answers={6: "6570105"})
        assert Organisation.objects.get(name="ต่างนาม").pk == LAO + 5

    def test_the_answer_may_be_that_it_is_new_and_the_other_is_closed(self):
        take_over(*five())
        plan = take_over(*five()[:4], make.a_registered(44, "ต่างนาม"), answers={6: "new"})
        assert plan.counts == {Outcome.UNCHANGED: 4, Outcome.NEW: 1, Outcome.CLOSED: 1}

    def test_a_row_may_be_left_out_and_then_nothing_is_closed_for_it(self):
        take_over(*five())
        plan = take_over(*five()[:4], make.a_registered(44, "ต่างนาม"), answers={6: "skip"})
        assert plan.counts == {Outcome.UNCHANGED: 4, Outcome.SKIPPED: 1}

    def test_an_answer_that_was_not_offered_is_refused(self):
        take_over(*five())
        with pytest.raises(Refused) as refused:
            take_over(*five()[:4], make.a_registered(44, "ต่างนาม"), answers={6: "6570101"})
        assert rules_of(refused) == ["row_is_answered"]

    def test_two_rows_are_never_said_to_be_the_same_lao(self):
        take_over(*five())
        rows = [*five()[:4], make.a_registered(44, "ต่างนาม"), make.a_registered(45, "อีกนาม")]
        with pytest.raises(Refused) as refused:
            take_over(*rows, answers={6: "6570105", 7: "6570105"})
        assert rules_of(refused) == ["one_row_for_each_lao"]

    def test_one_that_went_to_another_district_under_another_code_is_asked(self):
        take_over(*five())
        rows = [*five()[:4], make.a_registered(1, "ห้วยน้ำใส5", district="5702")]
        with pytest.raises(Refused) as refused:
            take_over(*rows)
        assert rules_of(refused) == ["row_is_answered"]
        take_over(*rows, answers={6: "6570105"})
        assert Organisation.objects.get(code="6570201").pk == LAO + 5

    def test_one_that_was_closed_and_stands_in_the_list_again_is_asked_and_can_be_reopened(self):
        take_over(*five())
        take_over(*five()[:4], effective_on=make.days(-20))
        with pytest.raises(Refused) as refused:
            take_over(*five())
        assert rules_of(refused) == ["row_is_answered"]
        plan = take_over(*five(), answers={6: "6570105"})
        assert plan.counts == {Outcome.UNCHANGED: 4, Outcome.REOPENED: 1}
        again = Organisation.objects.get(pk=LAO + 5)
        assert (again.closed_on, again.code) == (None, "6570105")
        assert [days[1:] for days in names_of(again)] == [(None, make.days(-21)), (clock.today(), None)]


class TestDays:
    def test_a_change_ahead_shows_when_its_day_has_come(self):
        take_over(*five())
        day = make.days(30)
        take_over(make.a_registered(1, kind=Kind.SUBM), *five()[1:], effective_on=day)
        assert Organisation.objects.get(pk=LAO + 1).short_name == "อบต.ห้วยน้ำใส1"
        assert actions.apply_due_identities(day - dt.timedelta(days=1)) == 0
        assert actions.apply_due_identities(day) == 1
        lao = Organisation.objects.get(pk=LAO + 1)
        assert (lao.short_name, lao.code) == ("ทต.ห้วยน้ำใส1", "5570101")

    def test_the_same_list_before_that_day_changes_nothing(self):
        take_over(*five())
        later = [make.a_registered(1, kind=Kind.SUBM), *five()[1:]]
        take_over(*later, effective_on=make.days(30))
        assert take_over(*later, effective_on=make.days(30)).counts == {Outcome.UNCHANGED: 5}

    def test_a_second_change_on_the_same_day_sets_the_first_right(self):
        take_over(*five())
        day = make.days(-10)
        take_over(make.a_registered(1, "ดอยงม"), *five()[1:], effective_on=day)
        take_over(make.a_registered(1, "ดอยงาม"), *five()[1:], effective_on=day)
        assert [name for name, *_ in names_of(LAO + 1)] == [
            "องค์การบริหารส่วนตำบลห้วยน้ำใส1",
            "องค์การบริหารส่วนตำบลดอยงาม",
        ]
        assert Organisation.objects.get(pk=LAO + 1).name == "ดอยงาม"

    def test_a_change_dated_before_the_last_one_is_refused(self):
        take_over(*five())
        take_over(make.a_registered(1, "ดอยงาม"), *five()[1:], effective_on=make.days(-10))
        with pytest.raises(Refused) as refused:
            take_over(make.a_registered(1, "ดอยหลวง"), *five()[1:], effective_on=make.days(-11))
        assert rules_of(refused) == ["change_is_dated_after_the_last"]

    def test_a_closing_ahead_lets_people_work_until_then(self, client):
        take_over(*five())
        clerk = make.a_post(at=Organisation.objects.get(pk=LAO + 5))
        take_over(*five()[:4], effective_on=make.days(30))
        assert actions.posts_in_force(clerk.user) == (clerk,)
        with clock.at(make.days(30)):
            assert actions.posts_in_force(clerk.user) == ()


class TestWhoAndWhen:
    @pytest.mark.parametrize("post", [Post.DIRECTOR, Post.OFFICER, Post.AUDITOR])
    def test_only_those_who_keep_the_register_may(self, post):
        by = Membership.objects.for_acting().get(pk=make.a_post(post, at=make.the_department()).pk)
        with pytest.raises(NotAllowed):
            actions.import_register(make.a_list(*five()), effective_on=clock.today(), by=by)

    def test_what_was_seen_is_what_is_saved_or_nothing(self):
        by, rows = make.the_operator(), make.a_list(*five())
        seen = actions.plan_import(rows, effective_on=clock.today(), by=by).fingerprint
        take_over(make.a_registered(1))
        with pytest.raises(Refused) as refused:
            actions.import_register(rows, effective_on=clock.today(), by=by, seen=seen)
        assert "preview_is_fresh" in rules_of(refused)

    def test_rows_that_come_without_a_file_are_checked_all_the_same(self):
        with pytest.raises(Refused) as refused:
            take_over(make.a_registered(1, district="1001"), make.a_registered(2, code="12"))
        assert [(p.row, p.rule) for p in refused.value.problems] == [
            (2, "province_is_known"),
            (3, "code_has_seven_digits"),
        ]
