"""The words of the room: levels, kinds of organisation, and the posts people hold in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The four levels of following up, from the nation down."""

    DLA = "dla", _("Department of Local Administration")
    PROVINCE = "province", _("provincial office")
    DISTRICT = "district", _("district office")
    LAO = "lao", _("local administrative organisation")


class Kind(models.TextChoices):
    """What an organisation is; the six kinds of LAO stand as in DLA's register."""

    DLA = "DLA", _("department")
    PROVINCE = "PROVINCE", _("provincial office")
    DISTRICT = "DISTRICT", _("district office")
    PAO = "PAO", _("provincial administrative organisation")
    CITY = "CITY", _("city municipality")
    TOWN = "TOWN", _("town municipality")
    SUBM = "SUBM", _("subdistrict municipality")
    SAO = "SAO", _("subdistrict administrative organisation")
    SPECIAL = "SPECIAL", _("special local government")


#: The kinds an LAO may be, and what stands before its name. Official prefixes; not translated.
LAO_KINDS = (Kind.PAO, Kind.CITY, Kind.TOWN, Kind.SUBM, Kind.SAO, Kind.SPECIAL)
PREFIXES = {
    Kind.PAO: ("อบจ.", "องค์การบริหารส่วนจังหวัด"),
    Kind.CITY: ("ทน.", "เทศบาลนคร"),
    Kind.TOWN: ("ทม.", "เทศบาลเมือง"),
    Kind.SUBM: ("ทต.", "เทศบาลตำบล"),
    Kind.SAO: ("อบต.", "องค์การบริหารส่วนตำบล"),
    Kind.SPECIAL: ("เมือง", "เมือง"),
    Kind.PROVINCE: ("สถจ.", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด"),
    Kind.DISTRICT: ("สถอ.", "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ"),
    Kind.DLA: ("สถ.", "กรมส่งเสริมการปกครองท้องถิ่น"),
}
#: The kinds a district chief supervises, alone or with the governor; its office appoints clerks only there.
KINDS_OF_A_DISTRICT = (Kind.SUBM, Kind.SAO)
DLA_ID = 1


class Post(models.TextChoices):
    """The posts one can hold; which exist at which level stands in access.POSTS_AT."""

    PLANNER = "planner", _("planner")
    FINANCE = "finance", _("finance officer")
    CLERK = "clerk", _("clerk")
    EXECUTIVE = "executive", _("executive")
    HEAD = "head", _("head of office")
    OFFICER = "officer", _("officer")
    ANALYST = "analyst", _("contracted analyst")
    GROUP_HEAD = "group_head", _("head of group")
    DIRECTOR = "director", _("director")
    ADMINISTRATOR = "administrator", _("system administrator")
    AUDITOR = "auditor", _("auditor")
    VIEWER = "viewer", _("viewer")
    OPERATOR = "operator", _("operator (batch commands)")


#: Which posts exist at which level.
POSTS_AT: dict[Level, tuple[Post, ...]] = {
    Level.DLA: (
        Post.ADMINISTRATOR,
        Post.DIRECTOR,
        Post.GROUP_HEAD,
        Post.OFFICER,
        Post.AUDITOR,
        Post.VIEWER,
        Post.OPERATOR,
    ),
    Level.PROVINCE: (Post.HEAD, Post.OFFICER, Post.ANALYST, Post.AUDITOR, Post.VIEWER),
    Level.DISTRICT: (Post.OFFICER, Post.VIEWER),
    Level.LAO: (Post.EXECUTIVE, Post.CLERK, Post.PLANNER, Post.FINANCE, Post.AUDITOR, Post.VIEWER),
}
#: Posts that only one person at a time holds (an acting holder may stand beside).
SINGLE_POSTS = (Post.CLERK, Post.EXECUTIVE, Post.HEAD, Post.DIRECTOR)
#: Posts of an office whose holders answer the questions of those below.
WHO_HELPS = (Post.HEAD, Post.OFFICER, Post.ANALYST, Post.GROUP_HEAD, Post.ADMINISTRATOR)


def province_of(organisation_id: int) -> int:
    """The id of the provincial office above, its own for a provincial office; 0 for DLA, which has none."""
    return organisation_id // 100_000 * 100_000


def ids_below(level: str, office: int) -> tuple[int, int]:
    """First and last id of an office and of all that may ever stand below it; an LAO's own id twice."""
    if level == Level.DLA:
        return DLA_ID, 9_999_999
    return office, office + {Level.PROVINCE: 99_999, Level.DISTRICT: 999}.get(Level(level), 0)
