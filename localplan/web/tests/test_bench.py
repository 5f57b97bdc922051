"""The bench runs and says what it measured; how fast is nobody's business here."""

import pytest

from localplan.web import bench
from localplan.web.bench import measuring, night, officers
from localplan.web.bench.register import an_invented_register
from localplan.web.management.commands.bench import section_of


@pytest.mark.django_db(transaction=True)  # the officers' web server sees only what is committed
def test_every_section_measures_something_on_a_small_nation(monkeypatch):
    monkeypatch.setattr(officers, "OFFICERS", 2)
    monkeypatch.setattr(officers, "SECONDS", 1)
    monkeypatch.setattr(officers, "WARM_UP", 0)
    monkeypatch.setattr(night, "SECONDS", 1)
    monkeypatch.setattr(measuring, "MOST_TIMES", 1)
    for measure in bench.SECTIONS:
        section = measure(120)
        assert section.figures
        assert section.as_text().startswith(f"## {section.title}\n")


def test_a_section_measured_alone_takes_the_place_of_the_one_before(tmp_path):
    page = tmp_path / "bench.md"
    page.write_text("# Bench\n\n## Register\n\nold\n\n## Pages\n\nkept\n", encoding="utf-8")
    assert section_of(page.read_text("utf-8"), "Register") == "## Register\n\nold\n\n"
    assert section_of(page.read_text("utf-8"), "Pages") == "## Pages\n\nkept\n"
    assert section_of(page.read_text("utf-8"), "Starts") == ""


def test_the_invented_register_is_one_the_import_takes_whole():
    text = an_invented_register(7849).decode()
    assert len({line.split(",")[0] for line in text.splitlines()}) == 7850
