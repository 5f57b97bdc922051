"""Every address × kind of person: who sees what. The lines; test_access_matrix.py walks them."""

from __future__ import annotations

from localplan.execution.tests import access as execution
from localplan.grants.tests import access as grants
from localplan.organisations.models import Post
from localplan.support.tests import access as support
from localplan.support.tests import access_analysts as analysts
from localplan.support.tests import access_boards as boards
from localplan.support.tests import access_letters as letters

PEOPLE = {
    "nobody": None,
    "ended": (Post.CLERK, "lao"),
    "executive": (Post.EXECUTIVE, "lao"),
    "clerk": (Post.CLERK, "lao"),
    "planner": (Post.PLANNER, "lao"),
    "finance": (Post.FINANCE, "lao"),
    "lao_viewer": (Post.VIEWER, "lao"),
    "lao_auditor": (Post.AUDITOR, "lao"),
    "neighbour": (Post.CLERK, "neighbour"),
    "district": (Post.OFFICER, "district"),
    "head": (Post.HEAD, "province"),
    "officer": (Post.OFFICER, "province"),
    "analyst": (Post.ANALYST, "province"),
    "province_viewer": (Post.VIEWER, "province"),
    "elsewhere": (Post.HEAD, "elsewhere"),
    "dla_officer": (Post.OFFICER, "dla"),
    "director": (Post.DIRECTOR, "dla"),
    "administrator": (Post.ADMINISTRATOR, "dla"),
    "dla_auditor": (Post.AUDITOR, "dla"),
}
LAO = ("executive", "clerk", "planner", "finance", "lao_viewer", "lao_auditor")
PROVINCE = ("head", "officer", "analyst", "province_viewer")
DLA = ("dla_officer", "director", "administrator", "dla_auditor")
ABOVE = ("district", *PROVINCE, *DLA)
SIGNED_IN = (*LAO, "neighbour", *ABOVE, "elsewhere")


def only(*kinds: str, others: int = 404, seen: int = 200) -> dict[str, int]:
    """These kinds see it, other signed-in kinds get `others`; those signed out are led to sign-in."""
    line = {kind: seen if kind in kinds else others for kind in SIGNED_IN}
    return line | {"nobody": 302, "ended": 302}


def everyone(status: int) -> dict[str, int]:
    """The same answer for all, signed in or not; a session whose post has ended is closed first."""
    return dict.fromkeys(PEOPLE, status) | {"ended": 302}


POSTED_TO = only(*SIGNED_IN, seen=405)
ALL = only(*SIGNED_IN)
WHO_FOLLOWS = only(*LAO, *ABOVE)  # the LAO itself and those above it; no neighbour, no other province
IN_THE_PROVINCE = only(*LAO, "neighbour", *ABOVE)  # what a province tells all below it
DLA_KEEPERS = ("dla_officer", "director", "administrator")
LAO_STAFF = ("clerk", "planner", "finance")
WHO_WRITE = only(*LAO_STAFF, "head", "officer", "analyst")  # the LAO's letter lets its province enter

WHO_ALLOT = only("head", "officer", "elsewhere", *DLA_KEEPERS)
READERS_OF_A_PLAN = ("executive", "lao_viewer", "lao_auditor", "district", "province_viewer", *DLA)

MATRIX: dict[str, dict[str, int]] = {
    # the door
    "sign-in": everyone(302) | {"nobody": 200},
    "sign-in-again": everyone(405),
    "sign-out": everyone(405),
    "set-password": everyone(410),
    "healthz": everyone(200),
    "language": everyone(405),
    "text-size": everyone(405),
    # everybody's own
    "home": ALL,
    "me": ALL,
    "gallery": ALL,
    "organisations": ALL,
    "ending-posts": ALL,
    "change-password": POSTED_TO,
    "extend-session": POSTED_TO,
    "sign-out-elsewhere": POSTED_TO,
    "switch-post": POSTED_TO,
    # the LAO's record, seen by itself and those who follow it
    "organisation": WHO_FOLLOWS,
    "people": WHO_FOLLOWS,
    "history": WHO_FOLLOWS,
    "organisation-history": WHO_FOLLOWS,
    "order-file": WHO_FOLLOWS,
    "letter-file": WHO_FOLLOWS,
    "delegate": WHO_FOLLOWS,
    "organisation-accesses": only("clerk", "administrator"),
    # acts on it: the posts that may
    "correct-contact": only(
        "clerk", "planner", "finance", "district", "head", "officer", "dla_officer", "director", "administrator"
    ),
    "appoint": only("clerk", "district", "head", "officer", "director", "administrator"),
    "hand-over": only("clerk"),
    "end-post": only("clerk"),
    "make-link": only("clerk"),
    "revoke": only("executive", "clerk"),
    # the calendar: everybody reads what is published, DLA and the provinces keep their own
    "calendar": ALL,
    "calendars": ALL,
    "circulars": ALL,
    "calendar-table": ALL,
    "calendar-table-pdf": ALL,
    "circular": IN_THE_PROVINCE,
    "circular-print": IN_THE_PROVINCE,
    "circular-pdf": IN_THE_PROVINCE,
    "acknowledge": POSTED_TO,
    "ask": POSTED_TO,
    "answer-question": POSTED_TO,
    "take-over-calendar": POSTED_TO,
    "circulate": only("head", "officer"),
    "move-deadline": only("head", "officer", "elsewhere", *DLA_KEEPERS),
    "import-calendar": only(*DLA_KEEPERS),
    "begin-calendar": only(*DLA_KEEPERS),
    "calendar-draft": only(*DLA_KEEPERS),
    "word-calendar": only(*DLA_KEEPERS),
    "add-row": only(*DLA_KEEPERS),
    "calendar-row": only(*DLA_KEEPERS),
    "add-deadline": only(*DLA_KEEPERS),
    "draft-deadline": only(*DLA_KEEPERS),
    "publish-calendar": only(*DLA_KEEPERS),
    "calendar-published": only(*DLA_KEEPERS),
    "copy-calendar": only(*DLA_KEEPERS),
    "holidays": only(*DLA_KEEPERS),
    # strategy and plan of the LAO
    "directions": only(*ABOVE, "elsewhere"),
    "direction": WHO_FOLLOWS,
    "provincial-strategy": IN_THE_PROVINCE,
    "lao-plans": only(*ABOVE, "elsewhere"),
    "plans": WHO_FOLLOWS,
    "plan": WHO_FOLLOWS,
    "plan-confirm": WHO_FOLLOWS,
    "editions": WHO_FOLLOWS,
    "edition": WHO_FOLLOWS,
    "edition-changes": WHO_FOLLOWS,
    "edition-file": WHO_FOLLOWS,
    "certificate": WHO_FOLLOWS,
    "plan-print": WHO_FOLLOWS,
    "plan-grid": WHO_FOLLOWS,
    "plan-workbook": WHO_FOLLOWS,
    "project": WHO_FOLLOWS,
    "project-history": WHO_FOLLOWS,
    "add-project": WHO_WRITE,
    "promulgation": WHO_FOLLOWS | dict.fromkeys(READERS_OF_A_PLAN, 302),  # led to the page beside, where it is read
    "plan-grid-paste": WHO_WRITE,
    "import-projects": WHO_WRITE,
    "preview-projects": only(*LAO_STAFF, "head", "officer", "analyst", seen=302),
    "carry-projects": POSTED_TO,
    "withdraw-project": POSTED_TO,
    "withdraw-edition": POSTED_TO,
    "undo-plan-confirm": POSTED_TO,
    "review-plan": POSTED_TO,
    "plan-grid-save": POSTED_TO,
    "plan-grid-paste-save": POSTED_TO,
    # budget and ordinance of the LAO
    "classification": ALL,
    "budget": WHO_FOLLOWS,
    "budget-line": WHO_FOLLOWS,
    "ordinance": WHO_FOLLOWS,
    "ordinance-document": WHO_FOLLOWS,
    "ordinance-findings": WHO_FOLLOWS,
    "ordinance-grid": WHO_FOLLOWS,
    "ordinance-print": WHO_FOLLOWS,
    "classified-before": WHO_FOLLOWS,
    "lines-workbook": WHO_FOLLOWS,
    "add-line": WHO_WRITE,
    "remove-line": WHO_WRITE,
    "draw-from-plan": WHO_WRITE,
    "link-lines": WHO_WRITE,
    "import-lines": WHO_WRITE,
    "preview-lines": only(*LAO_STAFF, "head", "officer", "analyst", seen=302),
    "add-supplementary": POSTED_TO,
    "copy-recurrent": POSTED_TO,
    "ordinance-grid-save": POSTED_TO,
    # transfers, money without an ordinance, control totals
    "transfers": WHO_FOLLOWS,
    "transfer": WHO_FOLLOWS,
    "transfer-document": WHO_FOLLOWS,
    "transfer-print": WHO_FOLLOWS,
    "open-line": WHO_FOLLOWS,
    "control-totals": WHO_FOLLOWS,
    "control-document": WHO_FOLLOWS,
    "add-transfer": WHO_WRITE,
    # contracts and payments
    **dict.fromkeys(execution.READ, WHO_FOLLOWS),
    **dict.fromkeys(execution.LEAD, only(*LAO, *ABOVE, seen=302)),
    **dict.fromkeys(execution.WRITE, WHO_WRITE),
    **dict.fromkeys(execution.LEAD_WRITERS, only(*LAO_STAFF, "head", "officer", "analyst", seen=302)),
    **dict.fromkeys(execution.NOBODY, only()),
    **dict.fromkeys(execution.POSTED, POSTED_TO),
    # who is late at what
    "step": WHO_FOLLOWS,
    "cell": WHO_FOLLOWS,
    "review": only("head", "officer", *DLA_KEEPERS),
    "reviews": only("head", "officer", "elsewhere", *DLA_KEEPERS),
    "matrix": only(*ABOVE, "elsewhere"),
    "remind": only("district", "head", "officer", "analyst", "elsewhere", *DLA_KEEPERS),
    "checks": only(*PROVINCE, *DLA),
    "check": only(*PROVINCE, *DLA),
    "check-print": only(*PROVINCE, *DLA),
    # the follow-up
    "by-mail": POSTED_TO,
    "mail": only("administrator"),
    "mailbox": only(),  # development only
    **dict.fromkeys(support.FOLLOW, only(*ABOVE)),
    **dict.fromkeys(boards.READ, only(*PROVINCE, *DLA)),
    **dict.fromkeys(boards.POSTED, POSTED_TO),
    **dict.fromkeys(support.READ, WHO_FOLLOWS),
    **dict.fromkeys(support.EVERYBODY, ALL),
    **dict.fromkeys(support.ASK, only(*support.ASKERS)),
    **dict.fromkeys(support.POSTED, POSTED_TO),
    "letters": ALL,
    **dict.fromkeys(letters.OFFICES, only(*ABOVE, "elsewhere")),
    **dict.fromkeys(letters.WRITE, only(*letters.WRITERS)),
    **dict.fromkeys(letters.SENT, only(*PROVINCE, *DLA)),
    **dict.fromkeys(letters.DRAFT, only(*letters.OF_THE_OFFICE)),
    **dict.fromkeys(letters.COPY, WHO_FOLLOWS),
    **dict.fromkeys(letters.POSTED, POSTED_TO),
    **dict.fromkeys(analysts.TABLE, only(*PROVINCE, "elsewhere")),
    **dict.fromkeys(analysts.ASSIGN, only("head", "officer", "elsewhere")),
    **dict.fromkeys(analysts.OWN, only("head", "officer", "analyst", "elsewhere")),
    **dict.fromkeys(analysts.HAND_OVER, only("head", "officer")),
    **dict.fromkeys(analysts.REPORT, only("head", "officer", "analyst")),
    **dict.fromkeys(analysts.LINE, only("analyst")),
    # grants, and how far the money came
    "all-grants": only(*ABOVE, "elsewhere"),
    **dict.fromkeys(grants.READ, WHO_FOLLOWS),
    **dict.fromkeys(grants.WRITE, WHO_WRITE),
    **dict.fromkeys(grants.ALLOT, WHO_ALLOT),
    **dict.fromkeys(grants.LEAD_ALLOTTERS, only("head", "officer", "elsewhere", *DLA_KEEPERS, seen=302)),
    **dict.fromkeys(grants.POSTED, POSTED_TO),
    # DLA's own
    "data-checks": only("administrator"),
    "provinces": only(*DLA),
    "failed-sign-ins": only("administrator"),
    "import-register": only("administrator"),
    "import-register-preview": only("administrator", seen=302),
}
