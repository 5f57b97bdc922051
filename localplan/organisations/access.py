"""Who may do what, where: the one GRANTS table, the one APPOINTS table, and the scope of a post.

A person acts in one post at a time. The post's level and name say what may be done (GRANTS); the organisation the
post is in says where (a short list of ranges of organisation ids).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Problem

from .posts import DLA_ID, KINDS_OF_A_DISTRICT, POSTS_AT, Kind, Level, Post, ids_below, province_of

if TYPE_CHECKING:
    from .models import Delegation, Membership, Organisation

Seat = tuple[Level, Post]


class Do(StrEnum):
    """What can be allowed, as verbs of the office."""

    REGISTER = "register"  # import the register, rename, upgrade, merge, close
    CORRECT_CONTACT = "correct_contact"  # telephone, e-mail, address of an organisation
    APPOINT = "appoint"  # give a post one level down, end it, hand it over, make reset links
    DELEGATE = "delegate"  # let the province enter on the LAO's behalf
    ALLOT = "allot"  # register grants of an office to LAOs
    RECORD = "record"  # enter and change the LAO's content
    STRATEGY = "strategy"  # write and adopt the province's own strategy
    SUBMIT = "submit"  # hand a step in, undo it, ask for it to be reopened
    CONFIRM = "confirm"  # attest that a plan equals what was promulgated
    ASSIGN = "assign"  # put LAOs in the care of officers and analysts, sign their reports
    NOTE_WORK = "note_work"  # keep one's own work log
    CHASE = "chase"  # send messages to those below who have something to do
    READ_MESSAGES = "read_messages"  # note that a message to the organisation was read
    ASK_HELP = "ask_help"  # ask the office above for help, go on talking, say that it is solved
    HELP = "help"  # answer requests for help, offer a solution to all
    LET_SEE = "let_see"  # let an officer above see as the organisation, read-only
    WRITE_LETTERS = "write_letters"  # draft letters of the office and choose to whom they go
    SEND_LETTERS = "send_letters"  # number letters and send them
    RECEIVE_LETTERS = "receive_letters"  # note the receipt of a letter to the organisation
    VERIFY = "verify"  # check, accept, return, reopen, extend
    CALENDAR = "calendar"  # make, publish and circulate a calendar; set dates; answer questions about it
    OPERATE = "operate"  # see the system's own state


def _seats(level: Level, *posts: Post) -> frozenset[Seat]:
    return frozenset((level, post) for post in posts)


#: Seats that follow others and chase them, but write nothing of theirs without a delegation.
PROVINCE_STAFF = _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER, Post.ANALYST)
LAO_STAFF = _seats(Level.LAO, Post.CLERK, Post.PLANNER, Post.FINANCE)
OPERATORS = _seats(Level.DLA, Post.ADMINISTRATOR, Post.OPERATOR)
LETTER_OFFICERS = (
    _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER)
    | _seats(Level.DISTRICT, Post.OFFICER)
)

GRANTS: dict[Do, frozenset[Seat]] = {
    Do.REGISTER: OPERATORS,
    Do.CORRECT_CONTACT: OPERATORS
    | _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER)
    | _seats(Level.DISTRICT, Post.OFFICER)
    | LAO_STAFF,
    Do.APPOINT: OPERATORS
    | _seats(Level.DLA, Post.DIRECTOR)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER)
    | _seats(Level.DISTRICT, Post.OFFICER)
    | _seats(Level.LAO, Post.CLERK),
    Do.DELEGATE: _seats(Level.LAO, Post.CLERK, Post.EXECUTIVE),
    Do.RECORD: LAO_STAFF | PROVINCE_STAFF,
    Do.ALLOT: OPERATORS
    | _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER),
    Do.STRATEGY: _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER),
    Do.SUBMIT: LAO_STAFF | _seats(Level.LAO, Post.EXECUTIVE) | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER),
    Do.CONFIRM: _seats(Level.LAO, Post.CLERK, Post.EXECUTIVE, Post.PLANNER),
    Do.ASSIGN: _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER),
    Do.NOTE_WORK: PROVINCE_STAFF,
    Do.CHASE: OPERATORS
    | _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER)
    | PROVINCE_STAFF
    | _seats(Level.DISTRICT, Post.OFFICER),
    Do.READ_MESSAGES: LAO_STAFF | _seats(Level.LAO, Post.EXECUTIVE),
    Do.ASK_HELP: LAO_STAFF | _seats(Level.LAO, Post.EXECUTIVE),
    Do.HELP: OPERATORS | _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER) | PROVINCE_STAFF,
    Do.LET_SEE: _seats(Level.LAO, Post.CLERK, Post.PLANNER, Post.EXECUTIVE),
    Do.WRITE_LETTERS: LETTER_OFFICERS | _seats(Level.PROVINCE, Post.ANALYST),
    Do.SEND_LETTERS: LETTER_OFFICERS,
    Do.RECEIVE_LETTERS: LAO_STAFF
    | _seats(Level.LAO, Post.EXECUTIVE)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER)
    | _seats(Level.DISTRICT, Post.OFFICER),
    Do.VERIFY: OPERATORS
    | _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER),
    Do.CALENDAR: OPERATORS
    | _seats(Level.DLA, Post.DIRECTOR, Post.GROUP_HEAD, Post.OFFICER)
    | _seats(Level.PROVINCE, Post.HEAD, Post.OFFICER),
    Do.OPERATE: _seats(Level.DLA, Post.ADMINISTRATOR),
}

#: Verbs that reach another organisation only under its dated delegation.
UNDER_DELEGATION = frozenset({Do.RECORD})

_STAFF_OF_LAO = _seats(Level.LAO, Post.EXECUTIVE, Post.PLANNER, Post.FINANCE, Post.VIEWER)
_STAFF_OF_PROVINCE = _seats(Level.PROVINCE, Post.OFFICER, Post.ANALYST, Post.VIEWER)
_AUDITORS = _seats(Level.DLA, Post.AUDITOR) | _seats(Level.PROVINCE, Post.AUDITOR) | _seats(Level.LAO, Post.AUDITOR)
_CLERK = _seats(Level.LAO, Post.CLERK)
_FROM_DLA = (
    frozenset((Level.DLA, post) for post in POSTS_AT[Level.DLA] if post != Post.OPERATOR)
    | _seats(Level.PROVINCE, Post.HEAD, Post.VIEWER)
    | _AUDITORS
)

#: Appointing goes down the levels: DLA → province → the LAO's clerk → staff. The same seats reset passwords.
APPOINTS: dict[Seat, frozenset[Seat]] = {
    (Level.DLA, Post.OPERATOR): frozenset(
        (level, post) for level, posts in POSTS_AT.items() for post in posts if post != Post.OPERATOR
    ),
    (Level.DLA, Post.ADMINISTRATOR): _FROM_DLA,
    (Level.DLA, Post.DIRECTOR): _FROM_DLA - _seats(Level.DLA, Post.ADMINISTRATOR, Post.DIRECTOR),
    (Level.PROVINCE, Post.HEAD): _STAFF_OF_PROVINCE | _seats(Level.DISTRICT, Post.OFFICER, Post.VIEWER) | _CLERK,
    (Level.PROVINCE, Post.OFFICER): _seats(Level.DISTRICT, Post.OFFICER, Post.VIEWER) | _CLERK,
    (Level.DISTRICT, Post.OFFICER): _CLERK,
    (Level.LAO, Post.CLERK): _STAFF_OF_LAO,
}


def scope_of(by: Membership) -> list[tuple[int, int]]:
    """The ranges of organisation ids the post reaches: its own and all below. Both ends included."""
    below = ids_below(by.organisation.level, by.organisation_id)
    # A successor reads its merged predecessors' rows; the ids stand on the row, so no query is needed here.
    return [below, *((former, former) for former in by.organisation.absorbed)]


def offices_above(by: Membership) -> list[int]:
    """The ids of the district office, the provincial office and DLA above the post."""
    own = by.organisation_id
    return [DLA_ID, province_of(own), own // 1000 * 1000]


def reaches(by: Membership, organisation_id: int) -> bool:
    """Whether the organisation lies in the post's scope."""
    return any(low <= organisation_id <= high for low, high in scope_of(by))


def may(by: Membership, do: Do) -> bool:
    """Whether the post carries the verb at all; `require` also asks where and when."""
    return (Level(by.organisation.level), Post(by.post)) in GRANTS[do]


def seats_appointed_by(by: Membership, organisation: Organisation) -> list[Post]:
    """The posts of `organisation` this post may give, in the order of POSTS_AT."""
    if not reaches(by, organisation.id):
        return []
    if by.organisation.level == Level.DISTRICT and organisation.kind not in (*KINDS_OF_A_DISTRICT, Kind.DISTRICT):
        return []
    seats = APPOINTS.get((Level(by.organisation.level), Post(by.post)), frozenset())
    level = Level(organisation.level)
    return [post for post in POSTS_AT[level] if (level, post) in seats]


def require(by: Membership, do: Do, organisation: Organisation, *, day: dt.date | None = None) -> Delegation | None:
    """Refuse unless the post may do this there today; return the delegation it rests on, if on behalf.

    Raises NotAllowed. Pages answer 404 before this is reached for what is out of sight.
    """
    day = day or clock.today()
    if not by.is_in_force(day):
        raise NotAllowed(Problem("post_is_in_force", _("Your post has ended. Sign in again with a post in force.")))
    if not may(by, do) or not reaches(by, organisation.id):
        raise NotAllowed(
            Problem(
                "post_may_do_this",
                _("The post %(post)s may not do this. Ask the one who appoints in your office."),
                params={"post": by.post_name},
            )
        )
    if do in UNDER_DELEGATION and organisation.id != by.organisation_id:
        return require_delegation(by, organisation, day)
    return None


def require_delegation(by: Membership, organisation: Organisation, day: dt.date) -> Delegation:
    """The LAO's letter in force that lets this office enter for it. Raises NotAllowed when there is none."""
    from .models import Delegation

    found = Delegation.objects.between(organisation.id, by.organisation_id).in_force(day).first()
    if found is None:
        raise NotAllowed(
            Problem(
                "entry_is_delegated",
                _("%(organisation)s has not delegated entry to your office, or the letter has ended."),
                params={"organisation": organisation.short_name},
            )
        )
    return found


def may_here(by: Membership, do: Do, organisation: Organisation) -> bool:
    """Whether the post may do this there today, by right or by letter."""
    try:
        require(by, do, organisation)
    except NotAllowed:
        return False
    return True


def require_appointer(by: Membership, organisation: Organisation, post: Post) -> None:
    """Refuse unless this post gives that one there. Raises NotAllowed."""
    require(by, Do.APPOINT, organisation)
    if post not in seats_appointed_by(by, organisation):
        raise NotAllowed(
            Problem(
                "post_is_appointed_one_level_up",
                _("The post %(yours)s does not appoint %(theirs)s. Appointing goes down one level at a time."),
                params={"yours": by.post_name, "theirs": post.label},
            )
        )
