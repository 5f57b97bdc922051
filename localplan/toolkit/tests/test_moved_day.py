import datetime as dt

import pytest

from localplan.toolkit import clock, moved_day
from localplan.toolkit.models import MovedDay


@pytest.mark.django_db
def test_the_clock_follows_the_day_kept_in_the_database(settings):
    settings.DEBUG = True
    before = clock.today()
    MovedDay.objects.create(days=40)
    moved_day.load()
    assert clock.today() - before in (dt.timedelta(days=40), dt.timedelta(days=41))
    MovedDay.objects.all().delete()
    moved_day.load()
    assert clock.today() - before in (dt.timedelta(0), dt.timedelta(days=1))


@pytest.mark.django_db
def test_outside_development_the_kept_day_is_not_even_read(django_assert_num_queries):
    with django_assert_num_queries(0):
        moved_day.load()
