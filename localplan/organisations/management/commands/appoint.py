"""Give a post from the command line: how the first administrator of a fresh system gets in."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localplan.organisations.access import Do
from localplan.organisations.actions import appoint
from localplan.organisations.batch import address_of_link, day, membership_of
from localplan.organisations.facts import Appointment, Person
from localplan.organisations.models import Membership, Organisation, Post
from localplan.toolkit import clock, files
from localplan.toolkit.batch import BatchCommand, Tally
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Problem, Refused


class Command(BatchCommand):
    help = "Give a post. A new account's one-time link is printed, once: it works for 7 days."
    membership_of = staticmethod(lambda username: membership_of(username, Do.APPOINT))

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organisation", type=int, required=True, metavar="ID", help="1 is DLA")
        parser.add_argument("--post", required=True, choices=[post.value for post in Post if post != Post.OPERATOR])
        parser.add_argument("--username", dest="whose", required=True, metavar="NAME")
        parser.add_argument("--name", default="", help="name and surname, for a new account")
        parser.add_argument("--phone", default="")
        parser.add_argument("--email", default="")
        parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help="first day (default today)")
        parser.add_argument("--until", dest="until_on", type=day, metavar="DATE", help="last day (default none)")
        parser.add_argument("--acting", action="store_true", help="stands in for the holder")
        parser.add_argument("--order-number", default="")
        parser.add_argument("--order-on", type=day, metavar="DATE")
        parser.add_argument("--order-file", type=Path, metavar="SCAN", help="PDF, PNG or JPG")

    def work(self, by: Membership, **options: Any) -> Tally:
        organisation = Organisation.objects.filter(pk=options["organisation"]).first()
        if organisation is None:
            raise Refused(
                Problem(
                    "organisation_is_known",
                    gettext_lazy("There is no organisation %(id)s."),
                    params={"id": options["organisation"]},
                    field="organisation",
                )
            )
        person = Person(options["whose"], options["name"], options["email"], options["phone"])
        given = Appointment(
            post=Post(options["post"]),
            from_on=options["from_on"] or clock.today(),
            until_on=options["until_on"],
            acting=options["acting"],
            order_number=options["order_number"],
            order_on=options["order_on"],
            order_file=_kept(options["order_file"]),
        )
        [made] = appoint(organisation, [(person, given)], by=by)
        transaction.on_commit(lambda: self.stdout.write(_told(made.link)))
        return Tally(rows=1, created=1)


def _kept(scan: Path | None) -> StoredFile | None:
    if scan is None:
        return None
    try:
        content = scan.read_bytes()
    except OSError as error:
        raise Refused(
            Problem("file_can_be_read", "%(name)s: %(why)s", params={"name": scan.name, "why": error.strerror})
        ) from error
    return files.keep(SimpleUploadedFile(scan.name, content), field="order_file")


def _told(link: str | None) -> str:
    return address_of_link(link) if link else _("The account was there already; its password stays.")
