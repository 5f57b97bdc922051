"""The check of a province: a verdict for every LAO, chases in one act, and the signature of the head."""

import pytest

from localplan.calendar import actions, rules
from localplan.calendar.actions import completeness_of
from localplan.calendar.checking import found_in
from localplan.calendar.facts import Review
from localplan.calendar.facts import Verdict as ItemVerdict
from localplan.calendar.models import Verdict
from localplan.calendar.states import Life
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import NotAllowed, Refused

from . import make

pytestmark = pytest.mark.django_db
STEP, CHECK = "spending_q2", "check_q2"


@pytest.fixture
def province():
    return people.a_province()


@pytest.fixture
def head(province):
    return people.a_post(Post.HEAD, at=province)


@pytest.fixture
def officer(province):
    return people.a_post(Post.OFFICER, at=province)


@pytest.fixture
def dla():
    return people.a_post(Post.OFFICER, at=people.the_department())


@pytest.fixture
def check(province):
    return make.a_submission(province, CHECK)


def an_lao_that_is(life, name="ห้วยน้ำใส"):
    return make.a_submission(people.an_lao(name=name), STEP, life=life)


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


def verdicts(check):
    return [(one.submission.organisation.name, one.kind, one.reason) for one in found_in(check)]


def chase(check, *rows, by, reason="โทรแล้ว นัดส่งสัปดาห์หน้า"):
    return actions.chase_in_check(check, [row.organisation_id for row in rows], reason=reason, by=by)


class TestVerdicts:
    def test_what_was_accepted_or_returned_needs_no_word_of_the_province(self, check, officer):
        an_lao_that_is("accepted", "ก")
        sent = an_lao_that_is("submitted", "ข")
        actions.return_(sent, Review((ItemVerdict("it", "ยอด", False, "ไม่ตรง"),)), by=officer)
        assert verdicts(check) == [("ก", "complete", ""), ("ข", "returned", "ยอด: ไม่ตรง")]
        assert completeness_of(check).is_full

    def test_those_not_handed_in_are_chased_in_one_act_with_one_reason(self, check, officer):
        first, second = an_lao_that_is("draft", "ก"), an_lao_that_is("draft", "ข")
        assert completeness_of(check).there == 0
        assert chase(check, first, second, by=officer) == 2
        assert [kind for _name, kind, _why in verdicts(check)] == ["chased", "chased"]
        assert Change.objects.filter(verb="verdict_given").count() == 2
        assert completeness_of(check).is_full

    def test_chased_is_of_the_undone(self, check, officer):
        with pytest.raises(Refused) as error:
            chase(check, an_lao_that_is("draft", "ก"), an_lao_that_is("submitted", "ข"), by=officer)
        assert rules_of(error) == ["chased_is_of_the_undone"]
        assert not Verdict.objects.exists()
        assert [p.rule for p in rules.chased_is_of_the_undone(1)] == ["chased_is_of_the_undone"]

    def test_somebody_is_chosen_and_a_reason_is_given(self, check, officer):
        with pytest.raises(Refused) as error:
            chase(check, by=officer, reason="")
        assert rules_of(error) == ["somebody_is_chosen", "reason_is_given"]

    def test_a_chase_stands_only_until_the_lao_hands_in_and_then_it_has_to_be_checked(self, check, officer, head):
        row = an_lao_that_is("draft")
        chase(check, row, by=officer)
        type(row).objects.filter(pk=row.pk).update(life="submitted", submitted_at=make.clock.now())
        assert [kind for _name, kind, _why in verdicts(check)] == [None]
        assert not completeness_of(check).is_full
        with pytest.raises(Refused) as error:
            actions.sign_check(check, by=head)
        assert rules_of(error) == ["every_lao_has_a_verdict"]

    def test_neither_dla_nor_another_province_gives_verdicts_for_it(self, check, dla):
        row = an_lao_that_is("draft")
        for post in (dla, people.a_post(Post.HEAD, at=people.a_province(50))):
            with pytest.raises(NotAllowed):
                chase(check, row, by=post)


class TestSigning:
    def test_head_signs_the_check_and_nobody_else(self, check, officer, head, dla):
        an_lao_that_is("accepted")
        with pytest.raises(Refused) as error:
            actions.sign_check(check, by=officer)
        assert rules_of(error) == ["head_signs_the_check"]
        with pytest.raises(NotAllowed):
            actions.sign_check(check, by=dla)
        assert actions.sign_check(check, by=head).life == "submitted"
        assert list(Verdict.objects.values_list("kind", flat=True)) == ["complete"]

    @pytest.mark.parametrize("post", [Post.OFFICER, Post.HEAD])
    def test_it_is_not_handed_in_by_the_plain_way(self, check, province, post):
        an_lao_that_is("accepted")
        with pytest.raises(Refused) as error:
            actions.submit(check, by=people.a_post(post, at=province))
        assert rules_of(error) == ["head_signs_the_check"]

    def test_every_lao_has_a_verdict_before_and_those_without_are_named(self, check, head):
        an_lao_that_is("draft", "ดอนแก้ว")
        with pytest.raises(Refused) as error:
            actions.sign_check(check, by=head)
        assert rules_of(error) == ["every_lao_has_a_verdict"]
        assert "ดอนแก้ว" in str(error.value.problems[0])

    def test_two_clicks_sign_once(self, check, head):
        an_lao_that_is("accepted")
        actions.sign_check(check, by=head)
        actions.sign_check(check, by=head)
        assert Verdict.objects.count() == 1

    def test_a_signed_check_stands_as_signed_whatever_happens_below(self, check, officer, head):
        row = an_lao_that_is("draft")
        chase(check, row, by=officer)
        actions.sign_check(check, by=head)
        type(row).objects.filter(pk=row.pk).update(life="accepted", submitted_at=make.clock.now())
        check.refresh_from_db()
        assert [kind for _name, kind, _why in verdicts(check)] == ["chased"]

    def test_check_is_not_signed_when_a_chase_is_noted(self, check, officer, head):
        row = an_lao_that_is("draft")
        chase(check, row, by=officer)
        actions.sign_check(check, by=head)
        with pytest.raises(Refused) as error:
            chase(check, row, by=officer)
        assert "check_is_not_signed" in rules_of(error)
        assert list(rules.check_is_not_signed(life=Life.DRAFT)) == []


class TestAfterwards:
    def test_the_head_takes_it_back_and_an_officer_does_not(self, check, officer, head):
        row = an_lao_that_is("draft")
        chase(check, row, by=officer)
        actions.sign_check(check, by=head)
        with pytest.raises(Refused):
            actions.undo(check, by=officer)
        assert actions.undo(check, by=head).life == "draft"
        assert completeness_of(check).is_full  # the chase is still noted

    def test_an_lao_found_complete_and_reopened_needs_a_verdict_anew_once_the_check_is_taken_back(
        self, check, officer, head
    ):
        row = an_lao_that_is("draft")
        chase(check, row, by=officer)
        type(row).objects.filter(pk=row.pk).update(life="accepted", submitted_at=make.clock.now())
        actions.sign_check(check, by=head)
        actions.undo(check, by=head)
        row.refresh_from_db()
        actions.reopen(row, reason="ขอแก้ยอด", by=officer)
        assert [kind for _name, kind, _why in verdicts(check)] == [None]
        assert not completeness_of(check).is_full
        assert not duties_count(check).is_full

    def test_dla_accepts_or_returns_it_with_a_reason(self, check, head, dla):
        an_lao_that_is("accepted")
        actions.sign_check(check, by=head)
        back = Review((ItemVerdict("verdicts", "ผลตรวจ", False, "ขาดเหตุผล"),))
        assert actions.return_(check, back, by=dla).life == "returned"
        actions.sign_check(check, by=head)
        assert [row.life for row in actions.accept([check], by=dla)] == ["accepted"]

    def test_nobody_verifies_the_check_of_the_own_office(self, check, head):
        an_lao_that_is("accepted")
        actions.sign_check(check, by=head)
        with pytest.raises(NotAllowed):
            actions.accept([check], by=head)


def duties_count(check):
    from localplan.calendar.duties import duty_of

    duty = duty_of(CHECK)
    return duty.count([check.organisation_id], check.deadline.year_id)[check.organisation_id]
