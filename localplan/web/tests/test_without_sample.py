"""While the sample is not loaded nothing of it shows, and it is not loaded where real work is done."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from localplan.organisations.models import Membership, Organisation, User
from localplan.organisations.posts import DLA_ID, Post
from localplan.toolkit import clock
from localplan.web import sample

pytestmark = pytest.mark.django_db


def test_nothing_is_shown_while_it_is_not_loaded(client: Client):
    assert not sample.is_loaded()
    assert sample.accounts() == []
    assert sample.PASSWORD not in client.get(reverse("sign-in")).content.decode()


def test_a_person_called_like_the_mark_does_not_bring_the_accounts_out():
    user = User.objects.create(username="sample.admin", full_name="ผู้แอบอ้าง", created_at=clock.now())
    dla = Organisation.objects.get(pk=DLA_ID)
    Membership.objects.create(
        user=user, organisation=dla, post=Post.VIEWER, from_on=clock.today(), recorded_at=clock.now()
    )
    assert not sample.is_loaded()


@pytest.mark.parametrize("words", [[], ["--seed", "4"]])
def test_the_command_refuses_where_debug_is_off(words, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        call_command("sample", *words)
    assert left.value.code == 1
    assert not sample.is_loaded()
