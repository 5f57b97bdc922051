"""The lists of classification: loaded from a file row by row, searched by word or code, remembered by name."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from localplan.budgeting import actions
from localplan.budgeting.classification import choices_of, read_list, search, used_before
from localplan.budgeting.models import Classification
from localplan.budgeting.tests import make
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
LIST = Path(__file__).parents[1] / "lists" / "classification.csv"
HEADER = "tree,depth,code,name,parent,first_year,last_year,develops,capital,name_en"


def load(*lines, by=None):
    told = read_list("\n".join([HEADER, *lines]).encode())[1]
    return actions.load_classification(told, by=by or people.the_operator())


def refused(*lines):
    """(row, column, rule) of every problem."""
    with pytest.raises(Refused) as caught:
        load(*lines)
    return [(p.row, str(p.column), p.rule) for p in caught.value]


def test_our_own_list_changes_nothing_however_often_it_is_loaded():
    rows = Classification.objects.count()
    done = actions.load_classification(read_list(LIST)[1], by=people.the_operator())
    assert (done.created, done.changed, done.unchanged) == (0, 0, rows)


def test_the_command_takes_a_file_and_tells_rows(tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text(f"{HEADER}\nobject,2,542001,ถนน,542000,2570,,1,1,Roads\nobject,1,552000,อื่น,55,2571,,,,\n", "utf-8")
    call_command("load_classification", file, "--json")
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (told["rows"], told["created"]) == (2, 2)
    call_command("load_classification", file, "--json")
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (told["created"], told["changed"], told["unchanged"]) == (0, 0, 2)
    road = make.the_code("542001")
    assert (road.parent.code, road.develops, road.capital, road.name_en) == ("542000", True, True, "Roads")


def test_a_code_is_renamed_and_ended_and_goes_on_under_a_new_name():
    done = load(
        "object,1,551000,รายจ่ายอื่น,55,2540,2570,,,",
        "object,1,551000,รายจ่ายอื่นใด,55,2571,,,,",
    )
    assert (done.created, done.changed) == (1, 1)
    assert [x.name for x in Classification.objects.in_year(2570).filter(code="551000")] == ["รายจ่ายอื่น"]
    assert [x.name for x in Classification.objects.in_year(2571).filter(code="551000")] == ["รายจ่ายอื่นใด"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("objekt,1,552000,ก,55,2540,,,,", "tree"),
        ("object,3,552000,ก,55,2540,,,,", "depth"),
        ("object,x,552000,ก,55,2540,,,,", "depth"),
        ("object,1,55-200,ก,55,2540,,,,", "code"),
        ("object,1,๕๕๒๐๐๐,ก,55,2540,,,,", "code"),
        ("object,1,552000,,55,2540,,,,", "name"),
        ("object,1,552000,ก,55,1997,,,,", "first_year"),
        ("object,1,552000,ก,55,2540,25x,,,", "last_year"),
        ("object,1,552000,ก,55,2540,,yes,,", "develops"),
        ("object,1,552000,ก,55,2540,,,2,", "capital"),
    ],
)
def test_what_is_not_understood_is_refused_with_row_and_column(line, column):
    assert refused("object,1,553000,ข,55,2540,,,,", line) == [(3, column, "code_can_be_read")]
    assert not Classification.objects.filter(code="553000").exists()


def test_years_of_a_code_are_in_order():
    assert refused("object,1,552000,ก,55,2571,2570,,,") == [(2, "last_year", "years_of_a_code_are_in_order")]
    assert load("object,1,552000,ก,55,2571,2571,,,").created == 1


def test_code_stands_once_in_a_year():
    assert refused("object,1,551000,ก,55,2570,,,,") == [(2, "code", "code_stands_once_in_a_year")]
    line = "object,1,552000,ก,55,2570,{},,,"
    both = [(2, "code", "code_stands_once_in_a_year"), (3, "code", "code_stands_once_in_a_year")]
    assert refused(line.format(2571), "object,1,552000,ข,55,2571,,,,") == both
    assert refused(line.format(""), line.format("")) == both
    assert load(line.format(2571), "object,1,552000,ข,55,2572,,,,").created == 2


@pytest.mark.parametrize(
    "line",
    [
        "object,0,59,ก,55,2540,,,,",
        "object,1,591000,ก,59,2540,,,,",
        "object,1,591000,ก,551000,2540,,,,",
        "object,1,591000,ก,00110,2540,,,,",
        "object,1,591000,ก,55,2539,,,,",
        "object,1,591000,ก,,2540,,,,",
    ],
)
def test_code_has_its_parent(line):
    assert refused(line) == [(2, "parent", "code_has_its_parent")]


def test_dla_keeps_the_lists():
    told = read_list(LIST)[1]
    with pytest.raises(Refused) as caught:
        actions.load_classification(told, by=people.a_post(Post.OFFICER, at=people.a_province()))
    assert [p.rule for p in caught.value] == ["dla_keeps_the_lists"]
    with pytest.raises(NotAllowed):
        actions.load_classification(told, by=make.a_finance_officer(people.an_lao()))


def test_a_code_is_found_by_number_word_or_what_stands_above_it():
    assert [one.code for one in search("function", 2570, "00312")] == ["00312"]
    assert [one.code for one in search("function", 2570, "0031")] == ["00311", "00312"]
    assert "00312" in [one.code for one in search("function", 2570, "ก่อสร้าง")]
    assert [one.code for one in search("function", 2570, "การเกษตร ส่งเสริม")] == ["00321"]
    assert [one.code for one in search("object", 2570, "งบลงทุน")] == ["541000", "542000"]
    assert search("function", 2570, "ไม่มีคำนี้") == []
    assert search("object", 2539, "งบลงทุน") == []
    (one,) = search("function", 2570, "00321")
    assert str(one) == "การเกษตร › ส่งเสริมการเกษตร 00321"
    with count_queries() as counted:
        assert len(choices_of("function", 2570)) > 40
    assert counted.number == 1


def test_how_the_same_name_was_classified_before_is_remembered():
    lao = people.an_lao()
    for year, work in ((2567, "00111"), (2568, "00321"), (2569, "00321")):
        make.an_ordinance_line(make.an_ordinance(lao, year=year), name="เครื่องสูบน้ำ", work=make.the_code(work))
    make.an_ordinance_line(make.an_ordinance(people.an_lao(), year=2569), name="ถนน")
    found = used_before(lao.pk, 2570, ["เครื่องสูบน้ำ", "ถนน"])
    assert list(found) == ["เครื่องสูบน้ำ"]
    used = found["เครื่องสูบน้ำ"]
    assert (used.year, used.work, used.times, used.development) == (2569, make.the_code("00321").pk, 2, True)
    assert used_before(lao.pk, 2567, ["เครื่องสูบน้ำ"]) == {}
    Classification.objects.filter(code="00321").update(last_year=2569)
    assert used_before(lao.pk, 2570, ["เครื่องสูบน้ำ"])["เครื่องสูบน้ำ"].year == 2567
