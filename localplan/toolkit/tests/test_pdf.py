import datetime as dt
import io
import random
import re
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from localplan.toolkit.pdf import render as rendering
from localplan.toolkit.pdf.render import PrintFailed, as_plain, count_rows, render
from localplan.toolkit.tests.read_pdf import pages, squeezed

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HEAD = """#import "/toolkit/prints/thai.typ": *
#let d = json(bytes(sys.inputs.data))
#set document(title: "ทดลอง")
#show: thai-text
"""
HARD = "ที่ปรึกษา ป้ำๆ น้ำ ญู ฐุ กี่ ปิ่น ฟ้ำ ฎุ ปั๊ม สิทธิ์ ฬ่ำ ท้องถิ่น เพื่อ ปั้น ชั้น ซื้อ"


@pytest.fixture
def template(tmp_path):
    def written(body: str) -> Path:
        path = tmp_path / "trial.typ"
        path.write_text(HEAD + body, "utf-8")
        return path

    return written


@pytest.fixture
def each_text(template):
    return template("#for line in d.texts [#t(line) \\ ]")


@pytest.mark.parametrize("heed_actual_text", [True, False], ids=["as Chrome reads", "as Firefox reads"])
def test_what_is_copied_out_is_what_was_typed(each_text, heed_actual_text):
    content = render(each_text, {"texts": [HARD, "องค์กรปกครองส่วนท้องถิ่น (อปท.) 17 แห่ง"]})
    [text] = pages(content, heed_actual_text=heed_actual_text)
    for word in [*HARD.split(), "องค์กรปกครองส่วนท้องถิ่น(อปท.)17แห่ง"]:
        assert squeezed(word) in text


def test_text_that_looks_like_a_program_is_printed_as_it_stands(each_text):
    typed = '#read("/settings.py") *b* $x^2$ @r #panic("x") \\u{41} <a> // c'
    [text] = pages(render(each_text, {"texts": [typed]}))
    assert squeezed(typed) in text


def test_what_no_letter_exists_for_becomes_a_box_and_never_fails_a_print(each_text):
    [text] = pages(render(each_text, {"texts": ["ก😀ข", "ค中文ง", "จ\U000f0000ฉ", "ช\ue123ซ", "ฌ\ud800ญ", "ด👍🏽ต"]}))
    assert text == "ก□ขค□□งจ□ฉชซฌ□ญด□ต"


def test_no_character_of_unicode_fails_a_print(each_text):
    chance = random.Random(2)
    every = [chr(code) for code in range(0x20, 0x3000)]
    every += [chr(chance.randrange(0x3000, 0x110000)) for _ in range(500)]
    chance.shuffle(every)
    lines = ["".join(every[at : at + 60]) for at in range(0, len(every), 60)]
    assert render(each_text, {"texts": [*lines, "่้ลอย", "ก่่่่้้้้", "า" * 300, "เ" * 300, ""]}).startswith(b"%PDF")


def test_thai_digits_leave_latin_names_alone(template):
    made = render(template("#t(d.x, f: thai-digits)"), {"x": "ปี 2570 Phase 2 ISO 9001 เลขที่ 12/3"})
    assert pages(made) == ["ปี๒๕๗๐Phase2ISO9001เลขที่๑๒/๓"]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234567.50"), "1,234,567.50"),
        (Decimal("350000.00"), "350,000"),
        (Decimal("-1000"), "-1,000"),
        (Decimal("0.00"), "-"),
        (Decimal("0.05"), "0.05"),
        (0, "-"),
        (999, "999"),
        (10**15, "1,000,000,000,000,000"),
        (Decimal("99999999999999.99"), "99,999,999,999,999.99"),
    ],
)
def test_amounts_are_exact_to_the_satang(template, amount, shown):
    assert pages(render(template("#baht(d.x)"), {"x": amount})) == [shown]


def test_the_same_print_at_the_same_moment_has_the_same_bytes(each_text):
    once, again = (render(each_text, {"texts": [HARD]}, made_at=NOON) for _ in range(2))
    assert once == again
    assert once != render(each_text, {"texts": [HARD]}, made_at=NOON + dt.timedelta(days=1))


def test_a_print_is_tagged_and_says_its_language_and_standard(each_text):
    with pikepdf.open(io.BytesIO(render(each_text, {"texts": [HARD]}))) as pdf:
        assert str(pdf.Root.Lang).startswith("th")
        assert pdf.Root.MarkInfo.Marked
        meta = pdf.Root.Metadata.read_bytes().decode()
        fonts = {
            str(font.BaseFont) for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/BaseFont" in font
        }
    assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", meta, re.S)
    assert "pdfuaid:part>1<" in meta
    assert fonts
    assert all("SarabunPrint" in font for font in fonts)


def test_a_template_that_never_ends_is_stopped(template, caplog):
    endless = "#for a in range(100000) { for b in range(100000) { let c = a * b } }"
    with pytest.raises(PrintFailed) as failed:
        render(template(endless), {}, seconds=2)
    assert failed.value.problems[0].rule == "print_stays_within_limits"
    assert "trial.typ" in caplog.text


def test_a_template_that_eats_memory_is_stopped(template):
    with pytest.raises(PrintFailed) as failed:
        render(template("#let a = range(200000000)\n#a.len()"), {}, memory=600 * 1024**2)
    assert failed.value.problems[0].rule == "print_stays_within_limits"


def test_a_mistake_in_a_template_is_told_in_words_and_noted(template, caplog):
    with pytest.raises(PrintFailed) as failed:
        render(template("#d.nothing"), {"secret": "ก"})
    assert failed.value.problems[0].rule == "print_can_be_made"
    assert "nothing" in caplog.text


@pytest.mark.parametrize("reading", ['#read("/../manage.py")', '#import "@preview/cetz:0.3.0"', '#read("/etc/passwd")'])
def test_a_template_reads_neither_the_machine_nor_the_network(template, reading):
    with pytest.raises(PrintFailed):
        render(template(reading), {})


def test_a_print_of_too_many_rows_is_refused_before_any_work(template, monkeypatch):
    monkeypatch.setattr(rendering.subprocess, "run", None)
    data = {"parts": [{"rows": [1] * 1500}, {"rows": [{"rows": [1] * 501}]}]}
    assert count_rows(data) == 2002
    with pytest.raises(PrintFailed) as failed:
        render(template(""), data)
    assert failed.value.problems[0].params == {"rows": "2,002", "limit": "2,000"}


def test_data_is_cleaned_and_figures_tied_to_their_units():
    plain = as_plain({"a": ["  น้ํา 17 วัน ", Decimal("1.50"), dt.date(2026, 10, 1), None, 3], "b": "ต่าง ๆ"})
    assert plain == {"a": ["น้ำ 17\u00a0วัน", "1.50", "1\u00a0ต.ค.\u00a02569", None, 3], "b": "ต่าง\u00a0ๆ"}


def test_the_letters_are_ours_to_change_and_to_pass_on():
    folder = settings.BUILD_DIR / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8").upper()


def test_the_letters_are_made_the_same_each_time(tmp_path):
    from localplan.toolkit.pdf import fonts

    source = settings.BASE_DIR / "node_modules/@expo-google-fonts/sarabun"
    fonts.make(source, tmp_path)
    for name in (*fonts.STYLES.values(), fonts.OUTLINES, fonts.CHARACTERS):
        assert (tmp_path / name).read_bytes() == (settings.BUILD_DIR / "fonts" / name).read_bytes(), name
