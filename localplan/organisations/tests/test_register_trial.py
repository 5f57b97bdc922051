"""The real list of 7,849 LAOs, and the upgrades that became known after it. Skipped where the data is not at hand."""

import csv
import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from django.conf import settings

from localplan.organisations import actions
from localplan.organisations.models import Change, Identity, Organisation
from localplan.organisations.posts import PREFIXES, Kind
from localplan.organisations.register import Outcome, read_register

from . import make

DATA = settings.BASE_DIR.parent / "shared" / "data"
LIST, LATER = DATA / "open" / "lao" / "lao.csv", DATA / "testonly" / "lao_status_changes.csv"
FIRST, SECOND = dt.date(2024, 10, 1), dt.date(2025, 10, 1)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LATER.exists(), reason="the real list lies beside the product, not in it"),
]


def upgrades():
    """Code now → type and bare name to be, of the upgrades told after the list was made."""
    told = {}
    with LATER.open(encoding="utf-8") as file:
        for change in csv.DictReader(file):
            if change["change"] == "upgrade" and change["lao_code_ref"] and not change["new_code"]:
                kind = Kind(change["new_type"])
                told[change["lao_code_ref"]] = kind, change["new_full_name"].removeprefix(PREFIXES[kind][1])
    return told


def test_the_real_list_then_again_then_a_later_one():
    by = make.the_operator()
    rows = read_register(LIST).rows
    plan = actions.import_register(rows, effective_on=FIRST, by=by)
    assert plan.counts == {Outcome.NEW: 7849}
    kinds = Counter(Organisation.objects.laos().values_list("kind", flat=True))
    assert kinds == {"PAO": 76, "CITY": 30, "TOWN": 195, "SUBM": 2247, "SAO": 5300, "SPECIAL": 1}
    assert Organisation.objects.offices().count() == 76
    ids = dict(Organisation.objects.laos().values_list("code", "id"))

    recorded = Change.objects.count()
    assert actions.import_register(rows, effective_on=FIRST, by=by).counts == {Outcome.UNCHANGED: 7849}
    assert Change.objects.count() == recorded

    told = upgrades()
    later = [
        replace(
            row,
            kind=told[row.code][0],
            name=told[row.code][1],
            full_name=PREFIXES[told[row.code][0]][1] + told[row.code][1],
            code=actions.register.TYPE_DIGIT[told[row.code][0]] + row.code[1:],
        )
        if row.code in told
        else row
        for row in rows
    ]
    plan = actions.import_register(later, effective_on=SECOND, by=by)
    assert plan.counts == {Outcome.UPGRADED: len(told), Outcome.UNCHANGED: 7849 - len(told)}
    assert len(told) > 50
    for code, (kind, name) in told.items():
        lao = Organisation.objects.get(pk=ids[code])
        assert (lao.kind, lao.name, lao.code[1:]) == (kind, name, code[1:])
        former, present = lao.identities.order_by("from_on").reverse()[0], lao.identities.get(until_on=None)
        assert (former.code, former.until_on) == (code, SECOND - dt.timedelta(days=1))
        assert present.from_on == SECOND
    assert Identity.objects.exclude(until_on=None).count() == len(told)
