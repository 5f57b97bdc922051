"""The administrator's page of check_data: the last runs, what differs, a check asked for; home warns when it must."""

import datetime as dt

import pytest
from django.urls import reverse

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests import make as budgets
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.toolkit import checks
from localplan.toolkit.actions import check_data
from localplan.toolkit.models import DataCheck

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    return make.signed_in(client, make.a_post(Post.ADMINISTRATOR, at=make.the_department()))


def test_a_difference_is_shown_with_both_figures_and_warned_of_at_home(administrator):
    line = budgets.an_ordinance_line(amount="90000.00")
    BudgetLine.objects.filter(pk=line.pk).update(budget="95000.00")
    check_data()
    page = administrator.get(reverse("data-checks")).content.decode()
    assert "95000.00" in page
    assert "90000.00" in page
    assert line.organisation.short_name in page
    assert reverse("data-checks") in administrator.get("/").content.decode()


def test_home_is_quiet_while_the_check_agrees_and_warns_when_it_is_missing(administrator):
    assert administrator.get("/").context["checking"].is_overdue
    run = check_data()
    assert reverse("data-checks") not in administrator.get("/").content.decode()
    DataCheck.objects.filter(pk=run.pk).update(at=run.at - dt.timedelta(days=2, minutes=1))
    assert administrator.get("/").context["checking"].needs_a_look


def test_a_check_is_asked_for_once_and_then_waited_for(administrator):
    page = reverse("data-checks")
    assert not checks.is_under_way()
    administrator.post(page)
    assert checks.is_under_way()
    assert not checks.ask_for_check()
    assert administrator.post(page).status_code == 302
    assert administrator.get(page).context["state"].is_under_way


def test_only_the_administrator_sees_it(client):
    make.signed_in(client, make.a_post(Post.DIRECTOR, at=make.the_department()))
    assert client.get(reverse("data-checks")).status_code == 404
    assert client.post(reverse("data-checks")).status_code == 404
    assert "checking" not in client.get("/").context
