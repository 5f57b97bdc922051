"""The verbs about people: who may, what is refused whole, what is recorded."""

import datetime as dt

import pytest

from localplan.organisations import actions
from localplan.organisations.access import Do, may, reaches, require, seats_appointed_by
from localplan.organisations.facts import Appointment, DelegationLetter, Person
from localplan.organisations.models import Change, Delegation, Membership, Post, ResetLink, SignIn, User
from localplan.organisations.posts import Kind
from localplan.toolkit import clock, files
from localplan.toolkit.problems import NotAllowed, Refused, Stale

from . import make

pytestmark = pytest.mark.django_db


def order():
    return files.keep(make.a_scan())


def a_clerks_appointment(**values):
    return Appointment(
        **{
            "post": Post.CLERK,
            "from_on": make.days(0),
            "order_number": "88/2569",
            "order_on": make.days(-3),
            "order_file": order(),
            **values,
        }
    )


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


class TestAppointing:
    def test_a_province_appoints_a_clerk_on_a_scanned_order_and_the_act_is_recorded(self):
        lao = make.an_lao()
        officer = make.a_post(Post.OFFICER, at=make.a_province())
        person = Person("malee.s", "มาลี แสนสุข")
        [given] = actions.appoint(lao, [(person, a_clerks_appointment())], by=officer)
        assert given.link
        assert given.membership.user.full_name == "มาลี แสนสุข"
        assert not given.membership.user.has_usable_password()
        change = Change.objects.get(verb="appointed")
        assert (change.by, change.organisation, change.object_id) == (officer, lao, given.membership.pk)

    def test_an_account_that_exists_gets_the_post_and_no_link(self):
        lao, officer = make.an_lao(), make.a_post(Post.OFFICER, at=make.a_province())
        user = make.a_person("malee.s")
        [given] = actions.appoint(lao, [(Person(" Malee.S "), a_clerks_appointment())], by=officer)
        assert (given.membership.user, given.link) == (user, None)

    def test_all_problems_of_all_rows_are_told_and_nothing_is_kept(self):
        lao = make.an_lao()
        clerk = make.a_post(Post.CLERK, at=lao)
        good = (Person("a.good", "กขค"), Appointment(Post.PLANNER, make.days(0)))
        nameless = (Person("nobody"), Appointment(Post.FINANCE, make.days(0)))
        endless = (Person("b.good", "งจฉ"), Appointment(Post.PLANNER, make.days(0), acting=True))
        with pytest.raises(Refused) as error:
            actions.appoint(lao, [good, nameless, endless], by=clerk)
        assert [(p.row, p.rule) for p in error.value] == [(2, "person_is_named"), (3, "appointment_has_an_end")]
        assert not User.objects.filter(username="a.good").exists()

    @pytest.mark.parametrize(
        ("post", "at", "gives", "to"),
        [
            (Post.CLERK, "lao", Post.CLERK, "lao"),
            (Post.PLANNER, "lao", Post.FINANCE, "lao"),
            (Post.OFFICER, "province", Post.HEAD, "province"),
            (Post.OFFICER, "province", Post.PLANNER, "lao"),
            (Post.ANALYST, "province", Post.CLERK, "lao"),
            (Post.HEAD, "province", Post.CLERK, "elsewhere"),
            (Post.CLERK, "lao", Post.PLANNER, "neighbour"),
        ],
    )
    def test_appointing_goes_one_level_down_and_no_further(self, post, at, gives, to):
        places = {
            "lao": make.an_lao(),
            "neighbour": make.an_lao(),
            "province": make.a_province(),
            "elsewhere": make.an_lao(make.a_district(make.a_province(50))),
        }
        by = make.a_post(post, at=places[at])
        with pytest.raises(NotAllowed):
            actions.appoint(places[to], [(Person("x.y", "กข"), a_clerks_appointment(post=gives))], by=by)

    def test_a_district_appoints_clerks_of_tambons_but_not_of_towns(self):
        district = make.a_district()
        officer = make.a_post(Post.OFFICER, at=district)
        assert seats_appointed_by(officer, make.an_lao(district, kind=Kind.SAO)) == [Post.CLERK]
        assert seats_appointed_by(officer, make.an_lao(district, kind=Kind.TOWN, code="4570199")) == []

    def test_whoever_lost_the_post_yesterday_appoints_nobody(self):
        lao = make.an_lao()
        clerk = make.a_post_that_ended_yesterday(Post.CLERK, at=lao)
        with pytest.raises(NotAllowed) as error:
            actions.appoint(lao, [(Person("x.y", "กข"), Appointment(Post.PLANNER, make.days(0)))], by=clerk)
        assert rules_of(error) == ["post_is_in_force"]

    def test_a_thai_username_is_refused_in_words(self):
        lao = make.an_lao()
        clerk = make.a_post(Post.CLERK, at=lao)
        with pytest.raises(Refused) as error:
            actions.appoint(lao, [(Person("มาลี", "มาลี"), Appointment(Post.PLANNER, make.days(0)))], by=clerk)
        assert error.value.problems[0].field == "username"

    def test_a_supervisor_must_hold_a_post_in_the_same_office(self):
        province = make.a_province()
        head = make.a_post(Post.HEAD, at=province)
        stranger = make.a_post(Post.OFFICER, at=make.a_province(50))
        contract = Appointment(
            Post.ANALYST, make.days(0), make.days(99), contract_number="1/2570", supervisor_id=stranger.pk
        )
        with pytest.raises(Refused) as error:
            actions.appoint(province, [(Person("an.a", "นักวิเคราะห์"), contract)], by=head)
        assert rules_of(error) == ["analyst_has_a_contract"]


class TestHandingOver:
    def test_a_successor_takes_the_post_and_the_analysts_with_it(self):
        province = make.a_province()
        director = make.a_post(Post.ADMINISTRATOR, at=make.the_department())
        head = make.a_post(Post.HEAD, at=province)
        analyst = make.a_post(Post.ANALYST, at=province, supervisor=head)
        start = make.days(10)
        given = actions.hand_over(head, Person("new.head", "หัวหน้าใหม่"), Appointment(Post.HEAD, start), by=director)
        head.refresh_from_db()
        analyst.refresh_from_db()
        assert head.until_on == start - dt.timedelta(days=1)
        assert (given.membership.follows, given.membership.from_on) == (head, start)
        assert analyst.supervisor == given.membership

    def test_both_days_belong_to_exactly_one_of_them(self):
        province = make.a_province()
        administrator = make.a_post(Post.ADMINISTRATOR, at=make.the_department())
        head = make.a_post(Post.HEAD, at=province)
        start = make.days(10)
        actions.hand_over(head, Person("new.head", "หัวหน้าใหม่"), Appointment(Post.HEAD, start), by=administrator)
        for day in (start - dt.timedelta(days=1), start):
            assert Membership.objects.filter(organisation=province, post=Post.HEAD).in_force(day).count() == 1

    def test_a_refused_hand_over_leaves_the_post_as_it_was(self):
        lao = make.an_lao()
        officer = make.a_post(Post.OFFICER, at=make.a_province())
        clerk = make.a_post(Post.CLERK, at=lao)
        with pytest.raises(Refused):
            actions.hand_over(clerk, Person("x.y", "กข"), Appointment(Post.CLERK, make.days(1)), by=officer)
        clerk.refresh_from_db()
        assert clerk.until_on is None

    def test_a_post_ends_and_says_why(self):
        lao = make.an_lao()
        clerk = make.a_post(Post.CLERK, at=lao)
        planner = make.a_post(Post.PLANNER, at=lao)
        actions.end_post(planner, last_day=make.days(0), reason="ลาออก", by=clerk)
        planner.refresh_from_db()
        assert planner.is_in_force(clock.today())
        assert not planner.is_in_force(make.days(1))
        assert Change.objects.get(verb="ended").reason == "ลาออก"


class TestDelegating:
    def letter(self, to):
        return DelegationLetter(to.pk, make.days(0), make.days(90), "นน 1/2", make.days(-1))

    def test_a_province_enters_for_an_lao_only_under_its_letter(self):
        lao, province = make.an_lao(), make.a_province()
        clerk = make.a_post(Post.CLERK, at=lao)
        analyst = make.a_post(Post.ANALYST, at=province)
        with pytest.raises(NotAllowed) as error:
            require(analyst, Do.RECORD, lao)
        assert rules_of(error) == ["entry_is_delegated"]
        made = actions.delegate(lao, self.letter(province), by=clerk)
        assert require(analyst, Do.RECORD, lao) == made
        actions.revoke(made, reason="ทำเองได้แล้ว", by=clerk)
        with pytest.raises(NotAllowed):
            require(analyst, Do.RECORD, lao)

    def test_an_lao_does_not_delegate_to_another_province(self):
        lao, elsewhere = make.an_lao(), make.a_province(50)
        with pytest.raises(Refused) as error:
            actions.delegate(lao, self.letter(elsewhere), by=make.a_post(Post.CLERK, at=lao))
        assert rules_of(error) == ["delegation_is_to_the_office_above"]

    def test_a_planner_gives_nothing_away(self):
        lao = make.an_lao()
        with pytest.raises(NotAllowed):
            actions.delegate(lao, self.letter(make.a_province()), by=make.a_post(Post.PLANNER, at=lao))
        assert not Delegation.objects.exists()

    def test_a_viewer_and_an_auditor_write_nothing(self):
        lao = make.an_lao()
        for post in (Post.VIEWER, Post.AUDITOR):
            assert [do for do in Do if may(make.a_post(post, at=lao), do)] == []


class TestScope:
    def test_a_successor_reads_the_rows_of_the_laos_merged_into_it(self):
        former, neighbour, successor = make.an_lao(), make.an_lao(), make.an_lao()
        successor.absorbed = [former.pk]
        successor.save()
        clerk = make.a_post(Post.CLERK, at=successor)
        assert reaches(clerk, former.pk)
        assert not reaches(clerk, neighbour.pk)


class TestLinks:
    def test_a_second_link_withdraws_the_first(self):
        lao = make.an_lao()
        clerk, planner = make.a_post(Post.CLERK, at=lao), make.a_post(Post.PLANNER, at=lao)
        first, second = actions.make_link(planner, by=clerk), actions.make_link(planner, by=clerk)
        with pytest.raises(Refused):
            actions.use_link(first, "rice-fields-99")
        assert actions.use_link(second, "rice-fields-99") == planner.user

    def test_a_second_link_for_someone_who_never_came_withdraws_the_first(self):
        lao = make.an_lao()
        clerk = make.a_post(Post.CLERK, at=lao)
        given = [(Person("plan.mai", "แผน ใหม่"), Appointment(Post.PLANNER, make.days(0)))]
        [appointed] = actions.appoint(lao, given, by=clerk)
        second = actions.make_link(appointed.membership, by=clerk)
        with pytest.raises(Refused):
            actions.use_link(appointed.link, "rice-fields-99")
        assert actions.use_link(second, "rice-fields-99") == appointed.membership.user

    def test_a_new_person_given_two_posts_at_once_gets_one_account_and_one_link(self):
        lao = make.an_lao()
        person = Person("song.na", "สอง หน้าที่")
        given = [(person, Appointment(post, make.days(0))) for post in (Post.PLANNER, Post.FINANCE)]
        made = actions.appoint(lao, given, by=make.a_post(Post.CLERK, at=lao))
        assert made[0].membership.user == made[1].membership.user
        assert [bool(one.link) for one in made] == [True, False]

    def test_a_link_works_once_and_not_after_a_day(self):
        lao = make.an_lao()
        clerk, planner = make.a_post(Post.CLERK, at=lao), make.a_post(Post.PLANNER, at=lao)
        token = actions.make_link(planner, by=clerk)
        with clock.at(clock.now() + dt.timedelta(hours=24)), pytest.raises(Refused):
            actions.use_link(token, "rice-fields-99")
        actions.use_link(token, "rice-fields-99")
        with pytest.raises(Refused):
            actions.use_link(token, "rice-fields-88")

    def test_a_weak_password_is_refused_and_the_link_still_works(self):
        lao = make.an_lao()
        clerk, planner = make.a_post(Post.CLERK, at=lao), make.a_post(Post.PLANNER, at=lao)
        token = actions.make_link(planner, by=clerk)
        with pytest.raises(Refused):
            actions.use_link(token, "12345678")
        assert actions.use_link(token, "rice-fields-99")

    def test_a_clerk_does_not_open_the_account_of_someone_with_a_higher_post(self):
        lao, province = make.an_lao(), make.a_province()
        clerk = make.a_post(Post.CLERK, at=lao)
        both = make.a_post(Post.VIEWER, at=lao, user=make.a_post(Post.HEAD, at=province).user)
        with pytest.raises(Refused) as error:
            actions.make_link(both, by=clerk)
        assert rules_of(error) == ["reset_reaches_no_higher_post"]
        assert not ResetLink.objects.exists()

    def test_the_link_itself_is_never_kept(self):
        lao = make.an_lao()
        token = actions.make_link(make.a_post(Post.PLANNER, at=lao), by=make.a_post(Post.CLERK, at=lao))
        assert token not in str(list(ResetLink.objects.values())) + str(list(Change.objects.values()))


class TestSigningIn:
    def try_(self, username, password, address="10.0.0.1"):
        return actions.try_to_sign_in(username, password, address=address, browser="Chrome")

    def test_thirty_wrong_passwords_make_one_wait_and_then_the_right_one_works(self):
        user = make.a_post(Post.CLERK, at=make.an_lao()).user
        answers = [self.try_(user.username, f"wrong-{n}").problem.rule for n in range(30)]
        assert answers == ["password_is_right"] * 5 + ["sign_in_may_be_tried"] * 25
        assert self.try_(user.username, make.PASSWORD).problem.rule == "sign_in_may_be_tried"
        with clock.at(clock.now() + dt.timedelta(minutes=16)):
            assert self.try_(user.username, make.PASSWORD).user == user

    def test_another_address_is_not_held_up_by_a_prank(self):
        user = make.a_post(Post.CLERK, at=make.an_lao()).user
        for n in range(6):
            self.try_(user.username, f"wrong-{n}")
        assert self.try_(user.username, make.PASSWORD, "10.0.0.2").user == user

    def test_every_try_is_kept_for_its_owner(self):
        user = make.a_post(Post.CLERK, at=make.an_lao()).user
        self.try_(user.username, "wrong")
        self.try_(user.username.upper(), make.PASSWORD)
        assert [row.outcome for row in SignIn.objects.filter(user=user).order_by("id")] == ["wrong", "done"]
        assert actions.failures_since_last(user) == 1

    def test_a_name_nobody_has_is_answered_like_a_wrong_password(self):
        assert self.try_("nobody", "x").problem.rule == "password_is_right"

    def test_a_person_whose_post_has_ended_is_told_so(self):
        post = make.a_post_that_ended_yesterday(Post.CLERK, at=make.an_lao())
        assert self.try_(post.user.username, make.PASSWORD).problem.rule == "post_is_in_force"


class TestTwoPeople:
    def test_changes_to_different_fields_merge(self):
        lao = make.an_lao(phone="054 1", email="")
        by = make.a_post(Post.CLERK, at=lao)
        base = {"phone": "054 1", "email": "", "address": ""}
        actions.correct_contact(lao, base | {"phone": "054 2"}, base=base, by=by)
        actions.correct_contact(lao, base | {"email": "a@b.th"}, base=base, by=by)
        lao.refresh_from_db()
        assert (lao.phone, lao.email) == ("054 2", "a@b.th")

    def test_the_same_field_is_shown_with_both_values(self):
        lao = make.an_lao(phone="054 1")
        by = make.a_post(Post.CLERK, at=lao)
        base = {"phone": "054 1", "email": "", "address": ""}
        actions.correct_contact(lao, base | {"phone": "054 2"}, base=base, by=by)
        with pytest.raises(Stale) as error:
            actions.correct_contact(lao, base | {"phone": "054 3"}, base=base, by=by)
        [conflict] = error.value.conflicts
        assert (conflict.before, conflict.yours, conflict.theirs) == ("054 1", "054 3", "054 2")
        lao.refresh_from_db()
        assert lao.phone == "054 2"

    def test_nothing_changed_is_nothing_recorded(self):
        lao = make.an_lao(phone="054 1")
        base = {"phone": "054 1", "email": "", "address": ""}
        actions.correct_contact(lao, base, base=base, by=make.a_post(Post.CLERK, at=lao))
        assert not Change.objects.exists()
