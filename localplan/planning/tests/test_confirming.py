"""Confirming: all checks at once, what is stored, what is handed in, how it is taken back."""

import hashlib
import json

import pytest

from localplan.calendar.models import Submission
from localplan.calendar.tests import make as duties
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.planning import actions, prints
from localplan.planning.facts import ProjectRow
from localplan.planning.models import Edition, ProjectRevision
from localplan.planning.reading import read_edition
from localplan.planning.tasks import print_missing
from localplan.planning.tests import make
from localplan.strategy.tests import make as strategies
from localplan.toolkit import files
from localplan.toolkit.problems import NotAllowed, Refused

pytestmark = pytest.mark.django_db
YEAR = 2570


@pytest.fixture
def clerk(plan):
    return make.a_planner(plan, Post.CLERK)


def confirm(plan, by, told=None, **more):
    return actions.confirm_plan(make.draft_of(plan), told or make.promulgated(), by=by, **more)


def refused(plan, by, told=None, **more):
    with pytest.raises(Refused) as found:
        confirm(plan, by, told, **more)
    assert make.draft_of(plan).is_open
    return [(p.row, p.rule, p.field) for p in found.value]


def test_everything_that_stands_against_it_is_told_at_once_with_its_row(plan, clerk):
    strategies.a_strategy(plan.direction, 9, "ยุทธศาสตร์เปล่า")
    bare = make.a_project(plan, "เปล่า", programme=None, unit="", amounts={})
    foreign = make.a_project(plan, "ผิดแผนงาน", programme=strategies.a_programme(plan.direction, "ลอย"))
    one, two = make.a_project(plan, "ซ้ำ"), make.a_project(plan, "ซ้ำ")
    make.a_project(plan, "ซ้ำ", place="หมู่ 3")
    told = make.promulgated(people.days(1), notice=None, council_on=people.days(-5), committee_on=people.days(-4))
    assert refused(plan, clerk, told) == [
        (None, "strategy_has_a_tactic", ""),
        (None, "dates_follow_the_law", "council_on"),
        (None, "plan_is_promulgated", "promulgated_on"),
        (None, "plan_is_promulgated", "notice"),
        (one.project_id, "project_is_not_repeated", "name"),
        (two.project_id, "project_is_not_repeated", "name"),
        (foreign.project_id, "programme_is_in_the_strategy", "programme_id"),
        (bare.project_id, "project_is_complete_for_confirmation", "programme_id"),
        (bare.project_id, "project_is_complete_for_confirmation", "unit"),
        (bare.project_id, "project_has_money", "amounts"),
    ]


def test_an_empty_plan_is_not_confirmed(plan, clerk):
    assert refused(plan, clerk) == [(None, "plan_has_projects", "")]


def test_what_is_excusable_stands_with_a_reason(plan, clerk):
    poor = make.a_project(plan, amounts={2566: "0"})
    assert refused(plan, clerk) == [(poor.project_id, "project_has_money", "amounts")]
    key = (poor.project_id, "project_has_money")
    assert refused(plan, clerk, reasons={key: "  "}) == [(*key, "amounts")]
    done = confirm(plan, clerk, reasons={key: "รอผู้บริจาค"})
    assert done.excuses == [{"rule": key[1], "project": key[0], "reason": "รอผู้บริจาค"}]


def test_what_blocks_does_not_stand_with_a_reason(plan, clerk):
    bare = make.a_project(plan, unit="")
    key = (bare.project_id, "project_is_complete_for_confirmation")
    assert refused(plan, clerk, reasons={key: "ก็แล้วกัน"}) == [(*key, "unit")]


def test_the_official_print_and_the_data_are_stored(plan, clerk):
    make.a_project(plan, by=clerk)
    done = confirm(plan, clerk)
    with files.open_file(done.canonical) as file:
        data = file.read()
    assert done.sha256 == hashlib.sha256(data).hexdigest() == done.canonical.sha256
    assert done.official_pdf is None
    stored = actions.keep_official_pdf(done)
    with files.open_file(stored) as file:
        assert file.read(5) == b"%PDF-"
    done.refresh_from_db()
    assert done.official_pdf == stored == actions.keep_official_pdf(done)
    kept = json.loads(data)
    assert kept["projects"][0]["amounts"] == {"2566": "100000.00"}
    assert kept["promulgated_on"] == str(people.days(-10))
    assert (done.confirmed_by, done.same_person) == (clerk, True)


def test_what_nobody_asked_for_is_printed_at_night_once(plan, clerk, monkeypatch):
    monkeypatch.setattr(prints, "official_pdf", lambda reading: b"%PDF-1.7 quick")
    make.a_project(plan)
    confirm(plan, clerk)
    assert (print_missing(), print_missing()) == (1, 0)


def test_a_confirmation_taken_back_keeps_no_print(plan, clerk, monkeypatch):
    make.a_project(plan)
    done = confirm(plan, clerk)

    def print_slowly(reading):
        actions.undo_confirmation(done, by=clerk)
        return b"%PDF-1.7 late"

    monkeypatch.setattr(prints, "official_pdf", print_slowly)
    assert actions.keep_official_pdf(done) is None


def test_another_who_confirms_is_not_the_same_person(plan, clerk):
    make.a_project(plan)
    assert not confirm(plan, clerk).same_person


def test_the_data_is_the_same_however_often_it_is_read(plan, clerk):
    for name in ("ข", "ก"):
        make.a_project(plan, name, amounts={2567: "1", 2566: "2"})
    draft = make.draft_of(plan)
    first = actions.canonical_json(read_edition(draft))
    assert first == actions.canonical_json(read_edition(Edition.objects.get(pk=draft.pk)))
    ProjectRevision.objects.filter(name="ก").update(unit="อื่น")
    assert first != actions.canonical_json(read_edition(draft))


def test_a_double_click_confirms_once(plan, clerk):
    make.a_project(plan)
    draft = make.draft_of(plan)
    first = actions.confirm_plan(draft, make.promulgated(), by=clerk)
    again = actions.confirm_plan(draft, make.promulgated(), by=clerk)
    assert (again.version, again.confirmed_at) == (first.version, first.confirmed_at)
    with pytest.raises(Refused, match="edition_is_open"):
        actions.confirm_plan(draft, make.promulgated(), by=make.a_planner(plan))


def test_only_the_lao_itself_confirms(plan, clerk):
    make.a_project(plan)
    office = people.a_post(Post.HEAD, at=people.a_province())
    for by in (office, make.a_planner(plan, Post.FINANCE), make.a_planner(make.a_plan())):
        with pytest.raises(NotAllowed):
            confirm(plan, by)


def test_the_step_is_handed_in_by_the_same_act(plan, clerk):
    make.a_project(plan)
    earlier = duties.a_submission(plan.organisation, "lao_strategy", year=YEAR, life="submitted")
    duty = duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    confirm(plan, clerk)
    duty.refresh_from_db()
    assert (duty.life, duty.submitted_by_id) == ("submitted", clerk.pk)
    assert earlier.life == "submitted"


def test_without_the_earlier_step_it_is_refused_in_words(plan, clerk):
    make.a_project(plan)
    duties.a_submission(plan.organisation, "lao_strategy", year=YEAR)
    duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    with pytest.raises(Refused, match="earlier_steps_are_submitted"):
        confirm(plan, clerk)
    assert make.draft_of(plan).is_open


def test_a_step_that_is_not_open_yet_waits_for_its_day(plan, clerk):
    make.a_project(plan)
    duty = duties.a_submission(plan.organisation, "plan_confirm", year=YEAR, when=duties.dates(opens=5))
    assert confirm(plan, clerk).confirmed_at
    duty.refresh_from_db()
    assert duty.life == "draft"


def test_a_plan_in_force_is_confirmed_for_a_later_year(plan, clerk):
    make.a_project(plan)
    confirm(plan, clerk)
    assert actions.review_plan(plan, YEAR, by=clerk) is None  # nothing is asked yet
    duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    assert actions.review_plan(plan, YEAR, by=clerk).life == "submitted"


def test_a_plan_that_is_not_confirmed_is_no_answer_for_a_year(plan, clerk):
    make.a_project(plan)
    duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    with pytest.raises(Refused, match="content_is_full"):
        actions.review_plan(plan, YEAR, by=clerk)


def test_taking_it_back_opens_the_edition_and_the_step_again(plan, clerk):
    row = make.a_project(plan)
    duty = duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    done = confirm(plan, clerk)
    back = actions.undo_confirmation(done, by=clerk)
    duty.refresh_from_db()
    assert (back.is_open, back.sha256, back.official_pdf, duty.life) == (True, "", None, "draft")
    assert back.promulgated_on == done.promulgated_on
    assert back.notice == done.notice
    actions.save_projects(back, [ProjectRow({"unit": "ใหม่"}, project=row.project_id)], by=clerk)
    assert confirm(plan, clerk).confirmed_at


def test_what_the_province_accepted_is_not_taken_back(plan, clerk):
    make.a_project(plan)
    duty = duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    done = confirm(plan, clerk)
    Submission.objects.filter(pk=duty.pk).update(life="accepted")
    with pytest.raises(Refused, match="confirmation_can_be_undone"):
        actions.undo_confirmation(done, by=clerk)


def test_what_the_province_returned_is_mended_and_confirmed_again(plan, clerk):
    make.a_project(plan)
    duty = duties.a_submission(plan.organisation, "plan_confirm", year=YEAR)
    done = confirm(plan, clerk)
    Submission.objects.filter(pk=duty.pk).update(life="returned", correct_by=people.days(7))
    actions.undo_confirmation(done, by=clerk)
    confirm(plan, clerk)
    duty.refresh_from_db()
    assert duty.life == "submitted"


def test_a_confirmation_is_taken_back_once_and_only_the_latest(plan, clerk):
    make.a_project(plan)
    done = confirm(plan, clerk)
    make.an_edition(plan)
    with pytest.raises(Refused, match="confirmation_can_be_undone"):
        actions.undo_confirmation(done, by=clerk)
    with pytest.raises(Refused, match="confirmation_can_be_undone"):
        actions.undo_confirmation(make.draft_of(plan), by=clerk)


def test_dates_and_notice_are_kept_before_confirming(plan, clerk):
    draft = make.draft_of(plan)
    kept = actions.keep_promulgation(draft, make.promulgated(council_on=people.days(-20)), by=clerk)
    assert (kept.council_on, kept.promulgated_on, kept.version) == (people.days(-20), people.days(-10), 2)
    make.confirmed(draft)
    with pytest.raises(Refused, match="edition_is_open"):
        actions.keep_promulgation(draft, make.promulgated(), by=clerk)
