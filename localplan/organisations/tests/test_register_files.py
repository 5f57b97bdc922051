"""Files from strangers, and the command that reads them."""

import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command

from localplan.organisations.models import Organisation
from localplan.organisations.posts import Kind
from localplan.organisations.register import read_register
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused

from . import make


def problems_of(content):
    with pytest.raises(Refused) as refused:
        read_register(content)
    return [(problem.row, problem.rule) for problem in refused.value.problems]


class TestReading:
    def test_every_cell_arrives(self):
        row = make.a_registered(
            1,
            name_en="Huai Nam Sai",
            subdistrict_code="570101",
            latitude=Decimal("19.9123456"),
            longitude=Decimal("99.8000000"),
            area_km2=Decimal("12.50"),
        )
        assert read_register(make.as_csv(row)).rows == make.a_list(row)

    def test_thai_digits_and_more_decimals_than_are_kept_are_read(self):
        row = make.a_registered(1)
        file = read_register(make.as_csv(row, lao_code="๖๕๗๐๑๐๑", lat="13.59958534", lon="100.5", area_km2="1,004"))
        assert file.rows[0].code == "6570101"
        assert (file.rows[0].latitude, file.rows[0].area_km2) == (Decimal("13.5995853"), Decimal("1004.00"))

    @pytest.mark.parametrize(("encoding", "said"), [("cp874", "windows-874"), ("utf-8-sig", ""), ("utf-16", "UTF-16")])
    def test_the_files_thai_offices_have_are_read_and_said_so(self, encoding, said):
        file = read_register(make.as_csv(make.a_registered(1), encoding=encoding))
        assert file.rows[0].name == "ห้วยน้ำใส1"
        assert [note.params["encoding"] for note in file.notes] == ([said] if said else [])

    def test_thai_that_looks_the_same_is_the_same(self):
        file = read_register(make.as_csv(make.a_registered(1, "แม่คำ"), name_th="เเม่คํา\u200b"))
        assert file.rows[0].name == "แม่คำ"

    def test_columns_of_others_are_left_unread_and_said_so(self):
        content = make.as_csv(make.a_registered(1), mayor="สมชาย")
        assert ["mayor" in note.text for note in read_register(content).notes] == [True]


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "rule"),
        [
            (b"", "file_has_rows"),
            (b"%PDF-1.4 \n1 0 obj", "file_is_text"),
            (b"PK\x03\x04 xlsx", "file_is_text"),
            (b"lao_code,lao_type\n1,SAO\n", "columns_are_there"),
        ],
    )
    def test_what_is_no_list_is_refused_whole(self, content, rule):
        assert rule in [found for _, found in problems_of(content)]

    def test_a_column_that_stands_twice_is_named(self):
        content = make.as_csv(make.a_registered(1)).replace(b"name_en", b"name_th")
        assert problems_of(content) == [(1, "columns_are_there_once")]

    def test_20001_rows_are_too_many(self):
        first, row = make.as_csv(make.a_registered(1)).splitlines(keepends=True)
        assert problems_of(first + row * 20_001) == [(None, "file_is_not_too_long")]

    def test_every_bad_row_is_named_as_the_sheet_counts_them(self):
        rows = [
            make.a_registered(1),
            make.a_registered(2, district="1001"),
            make.a_registered(3, district="9901"),
            make.a_registered(1, "ซ้ำ"),
            make.a_registered(5, district_name="อื่น"),
            make.a_registered(6, full_name="เทศบาลตำบลห้วยน้ำใส6"),
            make.a_registered(7, latitude=Decimal("51.5"), longitude=Decimal("0")),
            make.a_registered(8),
        ]
        assert problems_of(make.as_csv(*rows, lao_type="อบต", area_km2="กว้าง")) == [
            (3, "province_is_known"),
            (4, "province_is_known"),
            (5, "code_stands_once"),
            (6, "district_has_one_name"),
            (7, "name_fits_the_type"),
            (8, "position_lies_in_thailand"),
            (9, "kind_is_known"),
            (9, "figure_is_readable"),
        ]

    @pytest.mark.parametrize("figure", ["NaN", "1e999", "-Infinity", "1" * 50])
    def test_figures_that_no_table_holds_are_refused(self, figure):
        assert (2, "figure_is_readable") in problems_of(make.as_csv(make.a_registered(1), area_km2=figure))

    def test_a_problem_says_the_column_as_the_file_has_it(self):
        with pytest.raises(Refused) as refused:
            read_register(make.as_csv(make.a_registered(1), lao_type="XXX"))
        assert "lao_type" in str(refused.value.problems[0])


@pytest.mark.django_db
class TestTheCommand:
    def run(self, tmp_path, content, *words):
        path = tmp_path / "lao.csv"
        path.write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_register", str(path), "--json", *words, stdout=out, stderr=err)
            status = 0
        except SystemExit as ended:
            status = ended.code
        return status, json.loads(out.getvalue().strip().split("\n")[-1])

    def test_it_ends_with_what_was_done(self, tmp_path):
        status, said = self.run(tmp_path, make.as_csv(make.a_registered(1), make.a_registered(2)))
        assert (status, said["ok"], said["rows"], said["created"]) == (0, True, 2, 2)
        status, said = self.run(tmp_path, make.as_csv(make.a_registered(1), make.a_registered(2)))
        assert (said["created"], said["changed"], said["unchanged"], said["removed"]) == (0, 0, 2, 0)

    def test_a_trial_changes_nothing(self, tmp_path):
        status, said = self.run(tmp_path, make.as_csv(make.a_registered(1)), "--dry-run")
        assert (status, said["created"]) == (0, 1)
        assert not Organisation.objects.laos().exists()

    def test_a_bad_file_changes_nothing_and_says_where(self, tmp_path):
        rows = make.a_registered(1), make.a_registered(1, "ซ้ำ")
        status, said = self.run(tmp_path, make.as_csv(*rows))
        assert (status, said["ok"]) == (1, False)
        assert [(p["row"], p["rule"]) for p in said["problems"]] == [(3, "code_stands_once")]
        assert not Organisation.objects.laos().exists()

    def test_day_answers_and_those_left_open_are_given_as_words(self, tmp_path):
        rows = [make.a_registered(serial) for serial in range(1, 7)]
        self.run(tmp_path, make.as_csv(*rows))
        later = [*rows[:4], make.a_registered(44, "ต่างนาม", Kind.SUBM)]
        day = f"{clock.today().year + 543}-01-31"
        status, said = self.run(
            tmp_path, make.as_csv(*later), "--effective-on", day, "--answer", "6=6570106", "--leave-open", "6570105"
        )
        assert (status, said["changed"], said["unchanged"], said["removed"]) == (0, 1, 5, 0)
        changed = Organisation.objects.get(pk=5_701_006).identities.get(until_on=None)
        assert (changed.name, str(changed.from_on)) == ("ต่างนาม", f"{clock.today().year}-01-31")

    def test_it_acts_in_the_post_of_the_account_named(self, tmp_path):
        someone = make.a_post(at=make.an_lao()).user
        status, said = self.run(tmp_path, make.as_csv(make.a_registered(7)), "--as", someone.username)
        assert (status, [p["rule"] for p in said["problems"]]) == (1, ["post_may_do_this"])
        status, said = self.run(tmp_path, make.as_csv(make.a_registered(7)), "--as", "nobody")
        assert (status, [p["rule"] for p in said["problems"]]) == (1, ["post_is_in_force"])

    def test_a_file_that_is_not_there_is_one_line(self, tmp_path):
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("import_register", str(tmp_path / "no.csv"), "--json", stdout=out, stderr=io.StringIO())
        assert "file_can_be_opened" in out.getvalue()


def test_a_name_with_a_script_in_it_is_only_a_name():
    row = make.a_registered(1, "<script>alert(1)</script>")
    assert read_register(make.as_csv(row)).rows == make.a_list(replace(row))
