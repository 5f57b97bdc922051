"""Letters: written, addressed, numbered once, sent and never changed; received where they went."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from localplan.calendar.models import Circular, Submission
from localplan.calendar.tests import make as steps
from localplan.organisations.models import Change, Kind, Post
from localplan.organisations.queries import OrganisationQuerySet
from localplan.organisations.tests import make as people
from localplan.support import actions
from localplan.support.actions import letters as verbs
from localplan.support.facts import Numbering
from localplan.support.letter_prints import by_district, troubles_of
from localplan.support.models import Letter, LetterCopy
from localplan.support.outgoing import next_number, numbered_circulars, register_of, serial_of
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused, Stale
from localplan.toolkit.testing import at_once, meeting

from .make_letters import BODY, a_copy, a_letter, a_text, sent
from .telling import due

YEAR = steps.YEAR


@pytest.fixture
def lao(db):
    return people.an_lao(name="ห้วยน้ำใส")


@pytest.fixture
def officer(lao):
    return people.a_post(Post.OFFICER, at=people.a_province(), user=people.a_person(full_name="ดวงใจ มั่นคง"))


@pytest.fixture
def clerk(lao):
    return people.a_post(Post.CLERK, at=lao)


def rules_of(error):
    return [problem.rule for problem in error.value]


def test_a_letter_is_drafted_numbered_sent_and_received(lao, officer, clerk):
    letter = a_letter(officer, [lao])
    assert (letter.number, letter.sent_at) == ("", None)
    gone = sent(letter, "ชร 0023.3/ว 7", by=officer)
    assert (gone.series, gone.serial, gone.dated_on) == ("ว", 7, clock.today())
    copy = a_copy(gone, lao)
    assert copy.fields["อปท."] == lao.full_name
    received = actions.receive_letter(copy, receipt_number="1204", by=clerk)
    assert (received.received_by, received.receipt_number) == (clerk, "1204")
    assert Change.objects.get(verb="letter_received").organisation == lao


def test_the_first_receipt_counts(lao, officer, clerk):
    copy = a_copy(sent(a_letter(officer, [lao]), by=officer), lao)
    first = actions.receive_letter(copy, receipt_number="1", by=clerk)
    again = actions.receive_letter(copy, receipt_number="2", by=people.a_post(Post.PLANNER, at=lao))
    assert (again.receipt_number, again.received_at) == ("1", first.received_at)
    assert Change.objects.filter(verb="letter_received").count() == 1


def test_letter_is_received_by_its_addressee(lao, officer):
    copy = a_copy(sent(a_letter(officer, [lao]), by=officer), lao)
    with pytest.raises(Refused) as error:
        actions.receive_letter(copy, by=officer)
    assert rules_of(error) == ["letter_is_received_by_its_addressee"]
    with pytest.raises(NotAllowed):
        actions.receive_letter(copy, by=people.a_post(Post.VIEWER, at=lao))


def test_letter_was_sent_before_it_is_received(lao, officer, clerk):
    copy = a_copy(a_letter(officer, [lao]), lao)
    with pytest.raises(Refused) as error:
        actions.receive_letter(copy, by=clerk)
    assert rules_of(error) == ["letter_was_sent"]


def test_letter_is_to_somebody_and_says_so_in_thai(officer):
    letter = a_letter(officer)
    with translation.override("th"), pytest.raises(Refused) as error:
        sent(letter, by=officer)
    assert [(one.rule, one.text) for one in error.value] == [("letter_is_to_somebody", "เลือกก่อนว่าจะส่งถึงใคร")]


@pytest.mark.parametrize(
    ("number", "day", "problems"),
    [
        ("", dt.date(2026, 1, 5), 1),
        ("ชร 0023.3/ว", dt.date(2026, 1, 5), 1),
        ("ชร 0023.3/ว 0", dt.date(2026, 1, 5), 1),
        ("ชร 0023.3/ว 1", None, 1),
        ("", None, 2),
    ],
)
def test_letter_is_numbered_and_dated_before_it_is_sent(lao, officer, number, day, problems):
    letter = a_letter(officer, [lao])
    with pytest.raises(Refused) as error:
        actions.send_letter(letter, Numbering(number, day), by=officer)
    assert rules_of(error) == ["letter_is_numbered_and_dated"] * problems
    assert not Letter.objects.sent().exists()


def test_a_number_typed_in_thai_figures_is_one_too(lao, officer):
    assert sent(a_letter(officer, [lao]), "ชร ๐๐๒๓.๓/ว ๑", by=officer).serial == 1


def test_letter_is_not_dated_ahead(lao, officer):
    letter = a_letter(officer, [lao])
    with pytest.raises(Refused) as error:
        actions.send_letter(letter, Numbering("ชร 1/1", people.days(1)), by=officer)
    assert rules_of(error) == ["letter_is_not_dated_ahead"]


def test_number_is_used_once_a_calendar_year_and_the_next_free_one_is_told(lao, officer):
    sent(a_letter(officer, [lao], subject="หนังสือฉบับแรก"), "ชร 0023.3/ว 7", by=officer)
    second = a_letter(officer, [lao])
    with pytest.raises(Refused) as error:
        sent(second, "ชร 0023.9/ว 7", by=officer)
    told = str(next(iter(error.value)))
    assert rules_of(error) == ["number_is_used_once"]
    assert "หนังสือฉบับแรก" in told
    assert "ชร 0023.9/ว 8" in told
    assert sent(second, "ชร 0023.3/7", by=officer).series == ""  # circulars may be counted by themselves
    last_year = dt.date(clock.today().year - 1, 12, 30)
    third = actions.send_letter(a_letter(officer, [lao]), Numbering("ชร 0023.3/ว 7", last_year), by=officer)
    assert third.serial == 7


def test_a_circular_with_a_calendar_uses_its_number_too(lao, officer):
    steps.FiscalYear.objects.get_or_create(number=YEAR)
    Circular.objects.create(
        organisation=officer.organisation,
        year_id=YEAR,
        number="ชร 0023.3/ว 9",
        dated_on=clock.today(),
        subject="แจ้งปฏิทิน",
        sent_at=clock.now(),
        by=officer,
        recorded_at=clock.now(),
    )
    assert next_number(officer.organisation_id, clock.today().year) == "ชร 0023.3/ว 10"
    with pytest.raises(Refused) as error:
        sent(a_letter(officer, [lao]), "ชร 0023.3/ว 9", by=officer)
    assert rules_of(error) == ["number_is_used_once"]


def test_the_database_keeps_a_number_to_one_letter(lao, officer):
    first = sent(a_letter(officer, [lao]), "ชร 1/ว 5", by=officer)
    second = a_letter(officer, [lao])
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=second.pk).update(series="ว", serial=5, dated_on=first.dated_on)


@pytest.mark.django_db(transaction=True)
def test_two_officers_cannot_send_under_one_number(monkeypatch):
    lao = people.an_lao()
    officers = [people.a_post(Post.OFFICER, at=people.a_province()) for _two in range(2)]
    letters = [a_letter(one, [lao]) for one in officers]
    calls = [
        lambda: sent(letters[0], "ชร 1/ว 5", by=officers[0]),
        lambda: sent(letters[1], "ชร 1/ว 5", by=officers[1]),
    ]
    answers = at_once(*calls)
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [problem.rule for one in refused for problem in one] == ["number_is_used_once"]
    assert Letter.objects.sent().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_find_the_number_free(monkeypatch):
    lao = people.an_lao()
    officers = [people.a_post(Post.OFFICER, at=people.a_province()) for _two in range(2)]
    letters = [a_letter(one, [lao]) for one in officers]
    meet, look = meeting(2), verbs.uses

    def looked(*asked):
        found = look(*asked)
        meet()
        return found

    monkeypatch.setattr(OrganisationQuerySet, "locked", lambda rows, ids: rows.filter(id__in=ids))
    monkeypatch.setattr(verbs, "uses", looked)
    answers = at_once(
        lambda: sent(letters[0], "ชร 1/ว 5", by=officers[0]),
        lambda: sent(letters[1], "ชร 1/ว 5", by=officers[1]),
    )
    assert [type(one) for one in answers if isinstance(one, Exception)] == [IntegrityError]


def test_letter_is_not_sent_twice_nor_changed_after(lao, officer):
    gone = sent(a_letter(officer, [lao]), by=officer)
    for act in (
        lambda: actions.correct_letter(gone, {"subject": "อื่น"}, {"subject": gone.subject}, by=officer),
        lambda: actions.address_letter(gone, [], by=officer),
        lambda: actions.discard_letter(gone, by=officer),
        lambda: sent(gone, "ชร 1/ว 2", by=officer),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert rules_of(error) == ["letter_is_not_sent"]
    assert Letter.objects.get().subject == "ขอเชิญประชุม"


def test_what_a_copy_says_stays_when_the_receiver_is_renamed(lao, officer):
    gone = sent(a_letter(officer, [lao]), by=officer)
    lao.full_name = "เทศบาลตำบลห้วยน้ำใส"
    lao.save()
    assert a_copy(gone, lao).fields["อปท."] == "องค์การบริหารส่วนตำบลห้วยน้ำใส"


def test_addressees_are_below_and_open(lao, officer):
    elsewhere = people.an_lao(people.a_district(people.a_province(50)))
    closed = people.an_lao(name="ที่ยุบแล้ว", closed_on=clock.today(), opened_on=people.days(-99))
    for outside in (elsewhere, closed, officer.organisation, people.the_department()):
        with pytest.raises(Refused) as error:
            a_letter(officer, [lao, outside])
        assert rules_of(error) == ["addressees_are_below"]
    letter = a_letter(officer, [lao])
    with pytest.raises(Refused):
        actions.address_letter(letter, [elsewhere], by=officer)


def test_letter_is_of_ones_own_office(lao, officer):
    letter = a_letter(officer, [lao])
    dla = people.a_post(Post.OFFICER, at=people.the_department())
    with pytest.raises(Refused) as error:
        sent(letter, by=dla)
    assert rules_of(error) == ["letter_is_of_ones_own_office"]


def test_an_analyst_writes_and_an_officer_sends(lao, officer):
    analyst = people.a_post(Post.ANALYST, at=officer.organisation)
    letter = a_letter(analyst, [lao])
    with pytest.raises(NotAllowed):
        sent(letter, by=analyst)
    assert sent(letter, by=officer).is_sent


def test_merge_fields_are_known(officer):
    with pytest.raises(Refused) as error:
        a_letter(officer, body="ถึง ‹อปท› และ ‹สิ่งที่ขาด›")
    told = next(iter(error.value))
    assert (told.rule, told.field) == ("merge_fields_are_known", "body")
    assert "‹อปท›" in str(told)
    assert "‹สิ่งที่ขาด›" in str(told)  # only a letter that chases a step can say it


def test_letter_says_something(officer):
    with pytest.raises(Refused) as error:
        a_letter(officer, subject="", addressed_to=" ", body="")
    assert rules_of(error) == ["letter_says_something"] * 3


def test_cited_letters_have_numbers(officer):
    with pytest.raises(Refused) as error:
        a_letter(officer, cites=({"number": " ", "dated_on": "2026-01-05"},))
    assert rules_of(error) == ["cited_letters_have_numbers"]


@pytest.mark.parametrize(("kind", "refused"), [("stamped", False), ("external", True), ("memo", True)])
def test_letter_is_signed_by_somebody_unless_it_is_stamped(lao, officer, kind, refused):
    letter = a_letter(officer, [lao], kind=kind)
    if refused:
        with pytest.raises(Refused) as error:
            sent(letter, by=officer)
        assert rules_of(error) == ["letter_is_signed_by_somebody"]
    else:
        assert sent(letter, by=officer).is_sent


def test_two_officers_write_different_parts_of_a_draft(lao, officer):
    letter = a_letter(officer, [lao])
    seen = {"subject": letter.subject, "body": letter.body}
    actions.correct_letter(letter, {**seen, "subject": "เรื่องใหม่"}, seen, by=officer)
    both = actions.correct_letter(letter, {**seen, "body": "ข้อความใหม่"}, seen, by=officer)
    assert (both.subject, both.body) == ("เรื่องใหม่", "ข้อความใหม่")
    with pytest.raises(Stale):
        actions.correct_letter(letter, {**seen, "subject": "อีกเรื่อง"}, seen, by=officer)


def test_a_draft_is_thrown_away_and_its_history_stays(lao, officer):
    actions.discard_letter(a_letter(officer, [lao]), by=officer)
    assert not Letter.objects.exists()
    assert not LetterCopy.objects.exists()
    assert Change.objects.filter(verb="letter_discarded").count() == 1


def test_a_chase_letter_says_what_each_lacks_and_how_late_it_is(lao, officer):
    due(lao, -17, year=YEAR)
    body = "‹อปท.› ‹เกินกำหนด› ดังนี้ ‹สิ่งที่ขาด›"
    gone = sent(a_letter(officer, [lao], chases=("lao_strategy", YEAR), body=body), by=officer)
    fields = a_copy(gone, lao).fields
    assert "17" in fields["เกินกำหนด"]
    assert "วิสัยทัศน์" in fields["สิ่งที่ขาด"]


def test_of_the_months_of_grants_a_chase_letter_names_only_those_that_are_late(lao, officer):
    due(lao, -10, "grants_m01", year=YEAR)
    due(lao, 20, "grants_m02", year=YEAR)
    gone = sent(a_letter(officer, [lao], chases=("grants", YEAR)), by=officer)
    gap = a_copy(gone, lao).fields["สิ่งที่ขาด"]
    assert "ต.ค." in gap
    assert "พ.ย." not in gap


def test_chase_letter_only_to_those_not_done(lao, officer):
    other = people.an_lao(name="ดอนแก้ว")
    rows = [due(one, -17, year=YEAR) for one in (lao, other)]
    letter = a_letter(officer, [lao, other], chases=("lao_strategy", YEAR))
    Submission.objects.filter(pk=rows[1].pk).update(
        life="submitted", submitted_at=clock.now(), first_full_at=clock.now()
    )
    with pytest.raises(Refused) as error:
        sent(letter, by=officer)
    assert rules_of(error) == ["chase_letter_only_to_those_not_done"]
    assert other.short_name in str(next(iter(error.value)))
    actions.address_letter(letter, [lao], by=officer)
    assert sent(letter, by=officer).is_sent


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("นน 0023.3/318", ("", 318)),
        ("นน 0023.3/ว 12", ("ว", 12)),
        ("นน ๐๐๒๓.๓/ว๑๒", ("ว", 12)),
        ("ว. 5", ("ว", 5)),
        ("ด่วนที่สุด", ("", None)),
        ("", ("", None)),
    ],
)
def test_the_running_figures_of_a_number_are_read(number, found):
    assert serial_of(number) == found


def test_the_register_shows_gaps_and_numbers_used_twice(lao, officer):
    office, year = officer.organisation_id, clock.today().year
    for number in ("ชร 1/2", "ชร 1/3", "ชร 1/7", "ชร 1/ว 1"):
        sent(a_letter(officer, [lao]), number, by=officer)
    rows = Letter.objects.of_office(office).sent().numbered_in(year)
    plain, circulars = register_of(office, year, letters=rows, circulars=numbered_circulars(office, year))
    assert [one.serial for one in plain.entries] == [2, 3, 7]
    assert plain.gaps == [(1, 1), (4, 6)]
    assert "1, 4–6" in troubles_of(plain)[0]
    assert (circulars.name, circulars.gaps, troubles_of(circulars)) == ("ว", [], [])
    twice = register_of(office, year, letters=[*rows, rows[0]], circulars=[])
    assert twice[0].twice == [2]
    assert next_number(office, year, like="ชร 1/2") == "ชร 1/8"


def test_a_letter_through_the_district_groups_its_copies_by_district(officer):
    second = people.a_district(number=2)
    laos = [people.an_lao(), people.an_lao(second), people.an_lao(second, kind=Kind.SUBM)]
    straight = people.an_lao(second, kind=Kind.TOWN)
    letter = a_letter(officer, [*laos, straight], through_district=True)
    copies = list(LetterCopy.objects.filter(letter=letter).for_listing())
    groups = {one.name if one else None: len(rows) for one, rows in by_district(letter, copies).items()}
    assert groups == {laos[0].parent.name: 1, second.name: 2, None: 1}
    assert a_text().body == BODY
