"""The desk the sample's officials share: who holds which post by now, and the verbs they do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from localplan.calendar.models import Submission
from localplan.organisations import actions
from localplan.organisations.facts import Appointment, Person
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import Post
from localplan.toolkit import clock, files
from localplan.toolkit.models import StoredFile

from .accounts import PASSWORD
from .names import People

#: Organisation id and post; acting holders stand beside under "acting clerk".
Seat = tuple[int, str]


@dataclass
class Desk:
    """Remembers the newest holder of each seat, and draws people and order numbers."""

    people: People
    holders: dict[Seat, Membership] = field(default_factory=dict)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    duties: dict[tuple[str, int], dict[int, Submission]] = field(default_factory=dict)
    orders: int = 100

    def organisation(self, organisation_id: int) -> Organisation:
        if organisation_id not in self.organisations:
            self.organisations[organisation_id] = Organisation.objects.get(pk=organisation_id)
        return self.organisations[organisation_id]

    def duty(self, step: str, year: int, organisation_id: int) -> Submission:
        """Which row it is; the verbs read and lock it as it is now. Publishing has made all rows of a step."""
        if (step, year) not in self.duties:
            rows = Submission.objects.with_all().of_steps([step]).of_year(year)
            self.duties[step, year] = {row.organisation_id: row for row in rows}
        return self.duties[step, year][organisation_id]

    def keep(self, row: Organisation) -> None:
        """Remember the row as an action has left it."""
        self.organisations[row.pk] = row

    def forget(self, organisation_id: int) -> None:
        """Read the row again when it is needed next: it is called otherwise now."""
        self.organisations.pop(organisation_id, None)

    def someone(self, username: str = "") -> Person:
        """A new person; with a username, one whose account is shown on the sign-in page."""
        full_name, drawn = self.people.draw()
        return Person(username or drawn, full_name, f"{username}@localplan.example" if username else "")

    def again(self, seat: Seat) -> Person:
        """The person who holds the seat, to be given another post."""
        return Person(self.holders[seat].user.username)

    def order(self, day: dt.date, words: str) -> dict[str, Any]:
        """Number, date and scan of an order, as `Appointment` takes them."""
        self.orders += 1
        number = f"{self.orders}/{day.year + 543}"
        return {"order_number": f"{words} {number}", "order_on": day, "order_file": scan(f"Order of {day.year + 543}")}

    def appoint(
        self, by: Seat, organisation_id: int, given: list[tuple[Person, Appointment]], *, beside: str = ""
    ) -> list[Membership]:
        """Give posts. `beside` keeps several holders of one post apart: ("officer", "2") is seat "officer 2"."""
        made = actions.appoint(self.organisation(organisation_id), given, by=self.holders[by])
        for appointed in made:
            self.sit(appointed.membership, beside)
            self.welcome(appointed)
        return [appointed.membership for appointed in made]

    def hand_over(self, by: Seat, seat: Seat, person: Person, given: Appointment) -> Membership:
        appointed = actions.hand_over(self.holders[seat], person, given, by=self.holders[by])
        self.holders[seat] = appointed.membership
        self.welcome(appointed)
        return appointed.membership

    def end(self, by: Seat, seat: Seat, last_day: dt.date, reason: str) -> None:
        actions.end_post(self.holders[seat], last_day=last_day, reason=reason, by=self.holders[by])
        del self.holders[seat]

    def clerk_of(self, organisation_id: int, *first: str) -> Membership:
        """Whoever enters for an LAO today: the planner, else the clerk, else who acts as one, else finance."""
        for words in (*first, "planner", "clerk", "acting clerk", "finance"):
            held = self.holders.get((organisation_id, words))
            if held is not None and held.is_in_force(clock.today()):
                return held
        raise LookupError(organisation_id)

    def sit(self, post: Membership, beside: str = "") -> None:
        words = f"acting {post.post}" if post.acting else str(post.post)
        self.holders[(post.organisation_id, f"{words} {beside}".strip())] = post

    def welcome(self, appointed: actions.Appointed) -> None:
        """Those who are shown on the sign-in page use their first link; the others have not yet come to it."""
        if appointed.link and appointed.membership.user.username.startswith("sample."):
            actions.use_link(appointed.link, PASSWORD)


def today_of(post: Post, **given: Any) -> Appointment:
    """An appointment from today (of the clock) on."""
    return Appointment(post, **{"from_on": clock.today(), **given})


def scan(words: str) -> StoredFile:
    """A one-page PDF that says it is a sample, kept as a scanned order is."""
    text = f"BT /F1 24 Tf 72 720 Td (SAMPLE - {words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    pdf, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    pdf += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(pdf),
    )
    return files.keep(SimpleUploadedFile(f"{words.replace('/', '-')}.pdf", pdf, "application/pdf"))
