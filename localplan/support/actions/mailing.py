"""Mail: sent by the worker, tried again with growing waits, given up or refused; never lost, always shown."""

from __future__ import annotations

import datetime as dt
import logging
import re
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from localplan.organisations.access import Do, require
from localplan.organisations.actions import note_refused_address
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import DLA_ID
from localplan.toolkit import clock

from ..models import Mail

log = logging.getLogger(__name__)

#: Until the next try, after the first, the second …; after the last the mail is given up.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
#: Mails of one run of the worker; the next begins a minute later.
A_RUN = 500
#: Answers of a mail server that say there is no such address; others of 5xx speak of policy, size or a full box.
NO_SUCH_ADDRESS = (550, 551, 553)
_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")


def send_waiting(*, most: int = A_RUN) -> int:
    """Send what waits, each mail in its own transaction; how many went. A server that cannot be reached ends the run.

    Two workers send different mails: the row is locked, and the other passes over it. A worker killed between the
    server's yes and our note sends once more, with the same Message-ID, by which mail programs know it again.
    """
    sent = 0
    moment = clock.now()
    with _Server() as server:
        for _number in range(most):
            state = _send_one(server, moment)
            if state is None or server.is_gone:
                break
            sent += state == Mail.State.SENT
    return sent


class _Server:
    """One connection of a run, opened with the first mail; `is_gone` once it could not be reached or broke off."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.is_gone = False

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.connection is not None and not self.is_gone:
            self.connection.close()

    def send(self, mail: Mail) -> None:
        if self.connection is None:
            self.connection = get_connection()
            self.connection.open()
        message = EmailMessage(
            mail.subject,
            mail.body,
            to=[mail.address],
            headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
            connection=self.connection,
        )
        self.connection.send_messages([message])


def message_id(mail: Mail) -> str:
    """The same at every try."""
    return f"<localplan-mail-{mail.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"


@transaction.atomic
def _send_one(server: _Server, moment: dt.datetime) -> str | None:
    """The next that waits; its state afterwards, or None when nothing waits."""
    rows = Mail.objects.waiting_at(moment).select_related("user").order_by(F("next_try_at").asc(nulls_first=True), "pk")
    mail = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if mail is None:
        return None
    if mail.address != mail.user.email and mail.user.email:
        mail.address = mail.user.email  # corrected meanwhile
    try:
        server.send(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        if is_no_such_address(code, _text(words)):
            _bounce(mail, f"{code} {_text(words)}")
        else:
            _put_off(mail, f"{code} {_text(words)}")
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        _put_off(mail, f"{refused.smtp_code} {_text(refused.smtp_error)}")
    except (smtplib.SMTPException, OSError) as trouble:
        server.is_gone = True
        _put_off(mail, f"{type(trouble).__name__}: {trouble}")
    except Exception as trouble:  # a mail that cannot be put together must not stop the ones behind it
        log.exception("mail %s", mail.pk)
        _put_off(mail, f"{type(trouble).__name__}: {trouble}")
    else:
        mail.state, mail.sent_at, mail.trouble, mail.next_try_at = Mail.State.SENT, clock.now(), "", None
    mail.tries += 1
    mail.save(update_fields=["address", "state", "tries", "trouble", "next_try_at", "sent_at"])
    return mail.state


def is_no_such_address(code: int, words: str) -> bool:
    """Whether a refusal says that the address does not exist: by its extended code where there is one (RFC 3463)."""
    extended = _ENHANCED.search(words)
    if extended:
        return extended[1] == "1"
    return code in NO_SUCH_ADDRESS


def _bounce(mail: Mail, words: str) -> None:
    mail.state, mail.trouble, mail.next_try_at = Mail.State.BOUNCED, words[:300], None
    note_refused_address(mail.user, mail.address)


def _put_off(mail: Mail, words: str) -> None:
    """Until later; given up once every wait has passed."""
    mail.trouble = words[:300]
    if mail.tries >= len(WAITS):
        mail.state, mail.next_try_at = Mail.State.FAILED, None
        log.error("mail %s given up after %s tries: %s", mail.pk, mail.tries + 1, words)
    else:
        mail.next_try_at = clock.now() + WAITS[mail.tries]


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


@transaction.atomic
def try_again(ids: list[int] | None = None, *, by: Membership) -> int:
    """Mails in trouble wait anew, at once and with all their tries (all of them without `ids`); how many."""
    require(by, Do.OPERATE, Organisation.objects.get(pk=DLA_ID))
    rows = Mail.objects.in_trouble() if ids is None else Mail.objects.in_trouble().filter(pk__in=ids)
    found = list(rows.order_by("pk").select_for_update())
    Mail.objects.filter(pk__in=[mail.pk for mail in found]).update(state=Mail.State.WAITING, tries=0, next_try_at=None)
    record(by, "mail_retried", [Did(mail, by.organisation_id, label=mail.subject) for mail in found])
    return len(found)
