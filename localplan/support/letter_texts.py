"""How letters usually begin: the words an office starts from, and whom it may choose. Thai, as all letters are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from localplan.calendar.models import Deadline
from localplan.calendar.steps import Actor
from localplan.monitoring.columns import Column, columns_of
from localplan.organisations.models import Kind, Level, Membership, Organisation, Post
from localplan.organisations.posts import KINDS_OF_A_DISTRICT, LAO_KINDS
from localplan.organisations.queries import OrganisationQuerySet
from localplan.toolkit import clock

from .merging import undone_at
from .models import Letter


def first_words(by: Membership, kind: str, *, step: Column | None = None, year: int = 0) -> dict[str, Any]:
    """What the form of a new letter begins with; of a chase letter the text with its merge fields."""
    office = by.organisation
    stamped = kind == Letter.Kind.STAMPED
    close = "จึงแจ้งมาเพื่อพิจารณาดำเนินการ" if stamped else "จึงเรียนมาเพื่อพิจารณาดำเนินการ"
    found: dict[str, Any] = {
        "kind": kind,
        "addressed_to": "‹อปท.›" if stamped else "‹ผู้บริหาร›",
        "body": f"\n\n{close}",
        "contact": by.user.full_name + (f"\nโทร. {office.phone}" if office.phone else ""),
        "signer": _head_of(by),
        "signer_post": _post_of_head(office),
        "through_district": office.level == Level.PROVINCE,
    }
    if step is not None:
        found |= {
            "subject": f"เร่งรัดการดำเนินการ {step.name} ประจำปีงบประมาณ พ.ศ. {year}",
            "urgency": Letter.Urgency.MOST,
            "body": (
                f"ตามที่กำหนดให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลในขั้นตอน {step.name} "
                f"ประจำปีงบประมาณ พ.ศ. {year} ให้แล้วเสร็จภายในกำหนด นั้น\n\n"
                f"{office.full_name} ได้ตรวจสอบข้อมูลในระบบแล้ว พบว่า ‹อปท.› ยังดำเนินการไม่แล้วเสร็จ ‹เกินกำหนด› "
                "โดยมีรายการที่ต้องดำเนินการ ดังนี้ ‹สิ่งที่ขาด›\n\n"
                "จึงขอให้เร่งดำเนินการให้ครบถ้วนและส่งข้อมูลในระบบโดยเร็ว "
                "หากมีปัญหาหรืออุปสรรคประการใด ขอให้แจ้งสำนักงานทราบ เพื่อช่วยเหลือต่อไป\n\n"
                f"{close}โดยเร่งด่วน"
            ),
        }
    return found


def _head_of(by: Membership) -> str:
    """Who heads the office today, as the one who signs."""
    rows = Membership.objects.visible_to(by).in_force(clock.today()).filter(organisation_id=by.organisation_id)
    head = rows.filter(post=Post.HEAD).select_related("user").order_by("acting", "-from_on").first()
    return head.user.full_name if head is not None else ""


def _post_of_head(office: Organisation) -> str:
    words = {Kind.PROVINCE: f"ท้องถิ่นจังหวัด{office.name}", Kind.DISTRICT: f"ท้องถิ่นอำเภอ{office.name}"}
    return words.get(Kind(office.kind), "")


@dataclass(frozen=True)
class Group:
    """A group one may choose from: its word in the address, its name, how many it holds."""

    word: str
    name: str
    number: int


def reachable(by: Membership) -> OrganisationQuerySet:
    """Whom the office may write to: all below it that exist."""
    rows: OrganisationQuerySet = Organisation.objects.visible_to(by).open_on(clock.today())
    return rows.exclude(pk=by.organisation_id)


def groups_of(by: Membership) -> list[Group]:
    """What a list of addressees can be narrowed to: DLA's by province, the others' by district and type."""
    found = []
    if by.organisation.level == Level.DLA:
        offices = reachable(by).offices().for_listing()
        found.append(Group("offices", _("all provincial offices"), len(offices)))
        return found + [Group(f"in-{one.pk}", one.name, 0) for one in offices]
    rows = list(reachable(by).filter(level__in=[Level.LAO, Level.DISTRICT]).values_list("level", "kind", "parent_id"))
    laos = [(kind, parent) for level, kind, parent in rows if level == Level.LAO]
    found.append(Group("laos", _("all LAOs"), len(laos)))
    own = sum(kind in KINDS_OF_A_DISTRICT for kind, _parent in laos)
    found.append(Group("through", _("those a district supervises"), own))
    for kind in LAO_KINDS:
        number = sum(one == kind for one, _parent in laos)
        if number:
            found.append(Group(f"kind-{kind}", str(kind.label), number))
    districts = reachable(by).filter(level=Level.DISTRICT).for_listing()
    if districts:
        found.append(Group("districts", _("district offices"), len(districts)))
    for one in districts:
        number = sum(parent == one.pk for _kind, parent in laos)
        found.append(Group(f"in-{one.pk}", one.name, number))
    return found


def members_of(by: Membership, word: str) -> OrganisationQuerySet:
    """The organisations of a group; none for an unknown word."""
    rows = reachable(by)
    name, _dash, value = word.partition("-")
    if word == "offices":
        return rows.offices().for_listing()
    if word == "districts":
        return rows.filter(level=Level.DISTRICT).for_listing()
    laos = rows.laos().for_listing().order_by("parent__name_key", "name_key", "id")
    if word == "laos" and by.organisation.level != Level.DLA:
        return laos
    if word == "through":
        return laos.filter(kind__in=KINDS_OF_A_DISTRICT)
    if name == "kind" and value in set(LAO_KINDS):
        return laos.filter(kind=value)
    if name == "in" and value.isascii() and value.isdigit() and len(value) < 10:
        return laos.in_province(int(value))  # of a district it is the same: what hangs below it
    return rows.none()


def steps_of(by: Membership, year: int) -> list[Column]:
    """The steps of LAOs that a letter of this year may chase."""
    return columns_of(Deadline.objects.published_to(by).of_year(year).values_list("step", flat=True), Actor.LAO)


def not_done_at(by: Membership, step: str, year: int, chosen: Sequence[int] = ()) -> list[Organisation]:
    """LAOs of the office that still have the step to do; of those chosen, where some were."""
    return [lao for lao, _is_late in _undone(by, step, year, chosen)]


def late_at(by: Membership, step: str, year: int) -> list[Organisation]:
    """Those of them whose date has passed."""
    return [lao for lao, is_late in _undone(by, step, year) if is_late]


def _undone(by: Membership, step: str, year: int, chosen: Sequence[int] = ()) -> list[tuple[Organisation, bool]]:
    rows = reachable(by).laos()
    if chosen:
        rows = rows.filter(pk__in=chosen)
    laos = list(rows.for_listing())
    undone = undone_at(step, year, [one.pk for one in laos])
    late = {id for id, own in undone.items() if any(cell.today > cell.deadline for cell in own)}
    return [(one, one.pk in late) for one in laos if one.pk in undone]
