"""Mail: through a mail server that answers as real ones do; tried again, given up, refused; never lost."""

import datetime as dt
import smtplib
import socketserver
import threading

import pytest
from django.core import mail as outbox
from django.db.models import QuerySet
from django.urls import reverse

from localplan.organisations.models import Change, Membership, Post
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.actions import mailing
from localplan.support.models import Mail
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed
from localplan.toolkit.testing import at_once, meeting

from .telling import TODAY, a_person_with_mail

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


class PostOffice(socketserver.StreamRequestHandler):
    """A mail server in a page: knows who exists, keeps what it takes."""

    def handle(self):
        self.say("220 ready")
        body, taking = [], False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            word = line[:4].upper()
            if taking:
                if line == ".":
                    taking = False
                    self.server.taken.append("\n".join(body))
                    self.say("250 taken")
                else:
                    body.append(line)
            elif word == "RCPT" and self.server.refuses and self.server.refuses[0] in line:
                self.say(self.server.refuses[1])
            elif word == "DATA":
                body, taking = [], True
                self.say("354 go on")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server(settings):
    """Listening on a port of its own; `refuses` an address with an answer, `taken` are the mails."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), PostOffice) as office:
        office.taken, office.refuses = [], None
        threading.Thread(target=office.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
        yield office
        office.shutdown()


@pytest.fixture
def no_server(settings):
    """A port nobody listens on."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.TCPServer(("127.0.0.1", 0), PostOffice) as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address


def a_mail(name="somebody", **values):
    user = a_person_with_mail(name)
    told = {"address": user.email, "subject": "เรื่องต้องทำ", "body": "ยังขาด", "recorded_at": clock.now(), **values}
    return Mail.objects.create(user=user, **told)


def state_of(mail):
    mail.refresh_from_db()
    return mail.state, mail.tries


def test_what_waits_is_sent_in_thai_and_plain_with_a_message_id_that_stays(server):
    mail = a_mail()
    assert actions.send_waiting() == 1
    [taken] = server.taken
    assert f"To: {mail.address}" in taken
    assert f"Message-ID: {actions.message_id(mail)}" in taken
    assert 'text/plain; charset="utf-8"' in taken
    assert state_of(mail) == ("sent", 1)
    assert actions.send_waiting() == 0


def test_an_address_that_does_not_exist_is_shown_to_the_one_who_appoints_and_to_the_person(server, client):
    lao = make.an_lao()
    clerk = make.a_post(Post.CLERK, at=lao)
    bad, good = a_mail("nobody"), a_mail("planner")
    planner = make.a_post(Post.PLANNER, at=lao, user=bad.user)
    server.refuses = (bad.address, "550 5.1.1 no such user")
    assert actions.send_waiting() == 1
    assert state_of(bad) == ("bounced", 1)
    assert state_of(good) == ("sent", 1)
    words = f"อีเมล {bad.address} ไม่มีจริง"
    page = reverse("people", args=[lao.pk])
    assert words in make.signed_in(client, clerk).get(page).text
    assert words not in make.signed_in(client, make.a_post(Post.VIEWER, at=lao)).get(page).text
    me = make.signed_in(client, Membership.objects.get(pk=planner.pk)).get(reverse("me")).text
    assert "ไม่มีที่อยู่" in me
    make.User.objects.filter(pk=bad.user_id).update(email="right@example.go.th")
    assert words not in make.signed_in(client, clerk).get(page).text


@pytest.mark.parametrize(
    ("answer", "bounced"),
    [
        ((550, "5.1.1 user unknown"), True),
        ((550, "no such user here"), True),
        ((553, "5.1.3 bad address"), True),
        ((550, "5.7.1 relaying denied"), False),
        ((552, "5.2.2 mailbox full"), False),
        ((554, "policy"), False),
        ((450, "4.2.0 greylisted"), False),
    ],
)
def test_only_an_answer_about_the_address_makes_it_one_that_does_not_exist(answer, bounced):
    assert actions.is_no_such_address(*answer) == bounced


def test_a_mailbox_that_is_full_is_tried_again_and_the_others_go_on(server):
    full, other = a_mail("full"), a_mail("other")
    server.refuses = (full.address, "552 5.2.2 mailbox full")
    assert actions.send_waiting() == 1
    assert state_of(full) == ("waiting", 1)
    assert full.next_try_at == clock.now() + MINUTE
    assert "mailbox full" in full.trouble
    assert state_of(other) == ("sent", 1)
    assert full.user.email != full.user.refused_email


def test_a_failing_mail_server_loses_nothing_is_tried_with_growing_waits_and_given_up_at_last(no_server):
    mail = a_mail()
    moment = clock.now()
    for tries, wait in enumerate(actions.WAITS, start=1):
        with clock.at(moment):
            assert actions.send_waiting() == 0
            assert state_of(mail) == ("waiting", tries)
            assert mail.next_try_at == moment + wait
        with clock.at(moment + wait - MINUTE / 2):
            actions.send_waiting()
            assert state_of(mail) == ("waiting", tries)  # not before its time
        moment += wait
    assert [wait / MINUTE for wait in actions.WAITS] == [1, 5, 30, 2 * 60, 12 * 60, 24 * 60]
    with clock.at(moment):
        actions.send_waiting()
    assert state_of(mail) == ("failed", 7)
    assert "Refused" in mail.trouble


def test_a_server_that_cannot_be_reached_ends_the_run_so_that_others_keep_their_tries(no_server):
    mails = [a_mail(), a_mail(), a_mail()]
    actions.send_waiting()
    assert sorted(state_of(mail)[1] for mail in mails) == [0, 0, 1]


def test_what_waited_for_the_server_goes_when_it_is_back(server, settings):
    mail, there = a_mail(), settings.EMAIL_PORT
    with socketserver.TCPServer(("127.0.0.1", 0), PostOffice) as nobody:
        settings.EMAIL_PORT = nobody.server_address[1]
    actions.send_waiting()
    assert state_of(mail) == ("waiting", 1)
    settings.EMAIL_PORT = there
    with clock.at(clock.now() + MINUTE):
        assert actions.send_waiting() == 1
    assert state_of(mail) == ("sent", 2)
    assert mail.trouble == ""


def test_a_mail_that_cannot_be_put_together_does_not_stop_those_behind_it(settings):
    broken, fine = a_mail(subject="สอง\nบรรทัด"), a_mail()
    assert actions.send_waiting() == 1
    assert state_of(broken) == ("waiting", 1)
    assert state_of(fine) == ("sent", 1)
    assert [one.to for one in outbox.outbox] == [[fine.address]]


def test_a_corrected_address_is_used_at_the_next_try(server):
    mail = a_mail()
    make.User.objects.filter(pk=mail.user_id).update(email="right@example.go.th")
    actions.send_waiting()
    assert "To: right@example.go.th" in server.taken[0]


def test_the_administrator_sees_what_did_not_arrive_and_has_it_tried_again(client, server):
    gone = a_mail("gone", state="failed", tries=7, trouble="TimeoutError")
    kept = a_mail("kept", state="bounced", tries=1, trouble="550 5.1.1")
    by = make.a_post(Post.ADMINISTRATOR, at=make.the_department())
    make.signed_in(client, by)
    page = client.get(reverse("mail")).text
    assert "TimeoutError" in page
    assert "550 5.1.1" in page
    assert reverse("mail") in client.get(reverse("home")).text
    assert client.post(reverse("mail"), {"mail": [str(gone.pk), "x"]}).status_code == 302
    assert state_of(gone) == ("waiting", 0)
    assert state_of(kept) == ("bounced", 1)
    assert Change.objects.get(verb="mail_retried").by == by
    assert actions.send_waiting() == 1
    client.post(reverse("mail"), {"all": "1"})
    assert state_of(kept) == ("waiting", 0)


def test_only_who_operates_the_system_has_mail_tried_again():
    mail = a_mail(state="failed", tries=7)
    for by in (
        make.a_post(Post.DIRECTOR, at=make.the_department()),
        make.a_post(Post.HEAD, at=make.a_province()),
    ):
        with pytest.raises(NotAllowed):
            actions.try_again([mail.pk], by=by)


def test_the_mailbox_is_there_in_development_alone(client, settings):
    mail = a_mail(body="ยังขาด ลิงก์ http://127.0.0.1/step/1 <script>")
    make.signed_in(client, make.a_post(Post.VIEWER, at=make.an_lao()))
    assert client.get(reverse("mailbox")).status_code == 404
    settings.DEBUG = True
    page = client.get(reverse("mailbox")).text
    assert mail.address in page
    assert 'href="http://127.0.0.1/step/1"' in page
    assert "<script> " not in page


def test_a_person_may_choose_to_read_in_the_system_only(client):
    planner = make.a_post(Post.PLANNER, at=make.an_lao())
    make.signed_in(client, planner)
    client.post(reverse("by-mail"), {"by_mail": "0", "next": "/me"})
    assert not make.User.objects.get(pk=planner.user_id).by_mail
    client.post(reverse("by-mail"), {"by_mail": "perhaps"})
    assert not make.User.objects.get(pk=planner.user_id).by_mail
    client.post(reverse("by-mail"), {"by_mail": "1"})
    assert make.User.objects.get(pk=planner.user_id).by_mail


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(server):
    mails = [a_mail() for _number in range(12)]

    def send():
        with clock.at(TODAY):
            return actions.send_waiting()

    assert sum(at_once(send, send)) == len(mails)
    assert len(server.taken) == len(set(server.taken)) == len(mails)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_mail_two_workers_send_it_twice(server, monkeypatch):
    a_mail()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    both, sending = meeting(2), mailing._Server.send

    def meet_then_send(*given):
        both()
        sending(*given)

    monkeypatch.setattr(mailing._Server, "send", meet_then_send)

    def send():
        with clock.at(TODAY):
            return actions.send_waiting(most=1)

    at_once(send, send)
    assert len(server.taken) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_leaves_the_mail_waiting_with_its_message_id(server, monkeypatch):
    mail = a_mail()

    class Killed(BaseException):
        pass

    def killed(*_given):
        raise Killed

    with monkeypatch.context() as for_now:
        for_now.setattr(mailing._Server, "send", killed)
        with pytest.raises(Killed):
            actions.send_waiting()
    assert state_of(mail) == ("waiting", 0)
    assert actions.send_waiting() == 1
    assert actions.message_id(mail) in server.taken[0]


def test_a_server_that_breaks_off_in_the_middle_is_trouble_of_the_server(settings, monkeypatch):
    first, second = a_mail(), a_mail()

    def broken(*_given):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mailing._Server, "send", broken)
    assert actions.send_waiting() == 0
    assert sorted([state_of(first)[1], state_of(second)[1]]) == [0, 1]
