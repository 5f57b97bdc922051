"""A one-time link to set a new password, for whom nobody in the pages can make one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from localplan.organisations.access import Do
from localplan.organisations.actions import make_link, posts_in_force
from localplan.organisations.batch import address_of_link, membership_of
from localplan.organisations.models import Membership, User
from localplan.toolkit.batch import BatchCommand, Tally
from localplan.toolkit.problems import Problem, Refused


class Command(BatchCommand):
    help = "Print a one-time link to set a password. Earlier links stop working."
    membership_of = staticmethod(lambda username: membership_of(username, Do.APPOINT))

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--username", dest="whose", required=True, metavar="NAME")

    def work(self, by: Membership, **options: Any) -> Tally:
        user = User.objects.filter(username=User.normalize_username(options["whose"])).first()
        posts = posts_in_force(user) if user is not None else ()
        if not posts:
            raise Refused(
                Problem(
                    "post_is_in_force",
                    gettext_lazy("%(username)s holds no post today."),
                    params={"username": options["whose"]},
                )
            )
        token = make_link(posts[0], by=by)
        transaction.on_commit(lambda: self.stdout.write(address_of_link(token)))
        return Tally(rows=1, created=1)
