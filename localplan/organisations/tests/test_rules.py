"""The law of the room at its edges: just under, exactly, just over."""

import datetime as dt

import pytest

from localplan.organisations import rules
from localplan.organisations.posts import Level, Post

DAY = dt.date(2026, 11, 24)
ONE = dt.timedelta(days=1)


def found(problems):
    return [(problem.rule, problem.field) for problem in problems]


class TestPosts:
    def test_a_clerk_exists_in_an_lao_and_not_in_a_province(self):
        assert not found(rules.post_exists_at_level(Post.CLERK, level=Level.LAO))
        assert found(rules.post_exists_at_level(Post.CLERK, level=Level.PROVINCE)) == [("post_exists_at_level", "post")]

    def test_a_post_may_last_one_day_but_not_less(self):
        assert not found(rules.appointment_ends_after_it_begins(DAY, DAY))
        assert found(rules.appointment_ends_after_it_begins(DAY, DAY - ONE)) == [
            ("appointment_ends_after_it_begins", "until_on")
        ]

    @pytest.mark.parametrize(
        ("post", "acting"), [(Post.ANALYST, False), (Post.AUDITOR, False), (Post.CLERK, True), (Post.PLANNER, True)]
    )
    def test_acting_posts_analysts_and_auditors_need_a_last_day(self, post, acting):
        assert found(rules.appointment_has_an_end(post, acting=acting, until_on=None))
        assert not found(rules.appointment_has_an_end(post, acting=acting, until_on=DAY))

    def test_an_ordinary_planner_needs_no_last_day(self):
        assert not found(rules.appointment_has_an_end(Post.PLANNER, acting=False, until_on=None))

    def test_a_clerk_rests_on_a_scanned_order_and_each_missing_part_is_told(self):
        nothing = rules.appointment_rests_on_an_order(Post.CLERK, order_number="", order_on=None, has_scan=False)
        assert [field for _, field in found(nothing)] == ["order_number", "order_on", "order_file"]
        whole = rules.appointment_rests_on_an_order(Post.CLERK, order_number="1/2569", order_on=DAY, has_scan=True)
        assert not found(whole)

    def test_a_planner_needs_no_order(self):
        assert not found(
            rules.appointment_rests_on_an_order(Post.PLANNER, order_number="", order_on=None, has_scan=False)
        )

    def test_an_analyst_has_a_contract_and_a_supervisor(self):
        bare = rules.analyst_has_a_contract(Post.ANALYST, contract_number="", supervisor=None)
        assert [field for _, field in found(bare)] == ["contract_number", "supervisor"]
        assert not found(rules.analyst_has_a_contract(Post.ANALYST, contract_number="8/2569", supervisor=1))
        assert not found(rules.analyst_has_a_contract(Post.OFFICER, contract_number="", supervisor=None))

    def test_a_first_day_forty_years_away_is_a_mistyped_year(self):
        assert found(rules.appointment_is_recent(DAY.replace(year=1980), today=DAY))
        assert not found(rules.appointment_is_recent(DAY.replace(year=1990), today=DAY))


class TestOneHolder:
    def ask(self, *, post=Post.CLERK, first=DAY, last=None, others=()):
        return found(rules.one_holder_at_a_time(post, acting=False, from_on=first, until_on=last, others=others))

    def test_a_clerk_may_begin_the_day_after_another_ends(self):
        assert not self.ask(others=[("สมชาย", DAY - 9 * ONE, DAY - ONE)])

    def test_a_clerk_may_not_begin_on_the_last_day_of_another(self):
        assert self.ask(others=[("สมชาย", DAY - 9 * ONE, DAY)]) == [("one_holder_at_a_time", "from_on")]

    def test_a_clerk_who_ends_before_another_begins_does_not_overlap(self):
        assert not self.ask(last=DAY + ONE, others=[("สมชาย", DAY + 2 * ONE, None)])
        assert self.ask(last=DAY + 2 * ONE, others=[("สมชาย", DAY + 2 * ONE, None)])

    def test_an_lao_may_have_two_planners(self):
        assert not self.ask(post=Post.PLANNER, others=[("สมชาย", DAY, None)])

    def test_the_same_person_does_not_hold_a_post_twice_on_one_day(self):
        def ask(held):
            return found(rules.person_holds_a_post_once(from_on=DAY, until_on=None, held=held))

        assert not ask([(DAY - 9 * ONE, DAY - ONE)])
        assert ask([(DAY - 9 * ONE, DAY)]) == [("person_holds_a_post_once", "username")]


class TestPerson:
    def test_a_new_account_needs_a_name_an_old_one_does_not(self):
        assert found(rules.person_is_named(is_new=True, full_name="", username="malee")) == [
            ("person_is_named", "full_name")
        ]
        assert not found(rules.person_is_named(is_new=False, full_name="", username="malee"))
        assert found(rules.person_is_named(is_new=True, full_name="มาลี", username="")) == [
            ("person_is_named", "username")
        ]


class TestEnding:
    def test_a_post_ends_between_its_first_day_and_the_end_it_has(self):
        def ask(last_day):
            return found(rules.post_can_still_end(last_day=last_day, from_on=DAY, until_on=DAY + 9 * ONE))

        assert ask(DAY - ONE)
        assert not ask(DAY)
        assert not ask(DAY + 9 * ONE)
        assert ask(DAY + 10 * ONE)

    def test_a_successor_is_somebody_else_who_begins_later(self):
        assert found(rules.hand_over_is_to_another(holder=7, successor=7))
        assert not found(rules.hand_over_is_to_another(holder=7, successor=None))
        assert found(rules.hand_over_begins_after_the_holder(from_on=DAY, holder_from=DAY))
        assert not found(rules.hand_over_begins_after_the_holder(from_on=DAY + ONE, holder_from=DAY))


class TestDelegation:
    def test_a_delegation_ends_today_at_the_earliest_and_lasts_two_years_at_most(self):
        def ask(first, last):
            return found(rules.delegation_is_dated(first, last, today=DAY))

        assert not ask(DAY - 9 * ONE, DAY)
        assert ask(DAY - 9 * ONE, DAY - ONE)
        assert ask(DAY, DAY - ONE)
        assert not ask(DAY, DAY + 731 * ONE)
        assert ask(DAY, DAY + 732 * ONE)

    def test_entry_is_delegated_only_to_the_offices_above(self):
        assert found(rules.delegation_is_to_the_office_above(taker=5800000, offices=[5700000, 5701000]))
        assert not found(rules.delegation_is_to_the_office_above(taker=5701000, offices=[5700000, 5701000]))


class TestLinks:
    def test_a_link_for_someone_with_a_higher_post_is_refused_and_the_post_is_named(self):
        problem = next(rules.reset_reaches_no_higher_post(["ปลัด อบต.ตัวอย่าง"]))
        assert "ปลัด อบต.ตัวอย่าง" in problem.text
        assert not found(rules.reset_reaches_no_higher_post([]))

    def test_a_link_is_fresh_only_unused_newest_and_in_time(self):
        assert not found(rules.link_is_fresh(used=False, withdrawn=False, expired=False))
        for spoiled in ({"used": True}, {"withdrawn": True}, {"expired": True}):
            state = {"used": False, "withdrawn": False, "expired": False} | spoiled
            assert found(rules.link_is_fresh(**state)) == [("link_is_fresh", "")]


class TestThrottle:
    NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)

    def ask(self, *, here=0, anywhere=0, address=0, ago=0):
        return found(
            rules.sign_in_may_be_tried(
                wrong_here=here,
                wrong_anywhere=max(here, anywhere),
                wrong_from_address=max(here, address),
                last_wrong_at=self.NOW - dt.timedelta(seconds=ago),
                now=self.NOW,
            )
        )

    def test_four_wrong_tries_cost_nothing_the_fifth_a_minute(self):
        assert not self.ask(here=4)
        assert self.ask(here=5, ago=59)
        assert not self.ask(here=5, ago=60)

    def test_the_wait_doubles_and_stops_at_fifteen_minutes(self):
        assert self.ask(here=6, ago=119)
        assert not self.ask(here=6, ago=120)
        assert self.ask(here=40, ago=15 * 60 - 1)
        assert not self.ask(here=40, ago=15 * 60)

    def test_many_names_from_one_address_and_one_name_from_many_addresses_wait_too(self):
        assert not self.ask(anywhere=29)
        assert self.ask(anywhere=30)
        assert not self.ask(address=99)
        assert self.ask(address=100)

    def test_nobody_waits_before_a_first_wrong_try(self):
        assert not found(
            rules.sign_in_may_be_tried(
                wrong_here=0, wrong_anywhere=0, wrong_from_address=0, last_wrong_at=None, now=self.NOW
            )
        )
