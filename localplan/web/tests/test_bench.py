"""The bench runs and says what it measured; how fast is nobody's business here."""

import pytest

from localplan.web import bench
from localplan.web.bench import officers
from localplan.web.bench.register import an_invented_register


@pytest.mark.django_db(transaction=True)  # the officers' web server sees only what is committed
def test_every_section_measures_something_on_a_small_nation(monkeypatch):
    monkeypatch.setattr(officers, "OFFICERS", 2)
    monkeypatch.setattr(officers, "SECONDS", 1)
    monkeypatch.setattr(officers, "WARM_UP", 0)
    for measure in bench.SECTIONS:
        section = measure(120)
        assert section.figures
        assert section.as_text().startswith(f"## {section.title}\n")


def test_the_invented_register_is_one_the_import_takes_whole():
    text = an_invented_register(7849).decode()
    assert len({line.split(",")[0] for line in text.splitlines()}) == 7850
