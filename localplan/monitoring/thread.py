"""The money thread: one project from the provincial strategy to its final status, in one fiscal year.

Amounts stand at each link; a link that is broken is named with the page that mends it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from localplan.budgeting.models import BudgetLine, LineEntry
from localplan.budgeting.plans import edition_for
from localplan.execution.models import CommitmentEvent, DisbursementShare, FinalStatus, Progress, Share, ShareEntry
from localplan.planning.models import Edition, PlannedAmount, Project, ProjectRevision
from localplan.toolkit import clock
from localplan.toolkit.money import format_baht
from localplan.toolkit.thai_dates import fiscal_year_dates, format_medium

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Link:
    """One link of the chain: what stands there, where it is read; if broken, what is wrong and where it is mended."""

    code: str
    label: str
    text: str = ""
    href: str = ""
    broken: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Box:
    """One box of the money line: the amount that reached it, and a word under it."""

    label: str
    baht: Decimal | None
    below: str = ""


@dataclass(frozen=True)
class Told:
    """One thing that happened, in the line of time."""

    on: dt.date
    what: str | Promise
    baht: Decimal | None = None
    paper: str = ""
    href: str = ""


@dataclass
class Thread:
    """All of it for one project and fiscal year."""

    project: Project
    revision: ProjectRevision
    year: int
    links: list[Link] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    story: list[Told] = field(default_factory=list)

    @property
    def broken(self) -> list[Link]:
        return [link for link in self.links if link.broken]


def thread_of(project: Project, year: int) -> Thread:
    """The project in a fiscal year: a fixed number of statements, however much happened."""
    edition = _edition(project, year)
    revision = _revision(project, edition)
    found = Thread(project, revision, year)
    planned = PlannedAmount.objects.filter(revision=revision, year=year).values_list("amount", flat=True).first()
    found.lines = list(
        BudgetLine.objects.standing()
        .filter(project=project, year_id=year)
        .for_listing()
        .prefetch_related(Prefetch("statuses", FinalStatus.objects.order_by("-pk")))
    )
    shares = Share.objects.filter(line__in=found.lines).select_related("commitment", "line")
    found.shares = list(shares.order_by("commitment__signed_on", "pk"))
    found.boxes = _boxes(found, planned, edition)
    found.links = [*_above(found), *_plan(found, planned, edition), *_money(found, planned), *_end(found)]
    found.story = _story(found)
    return found


def _edition(project: Project, year: int) -> Edition | None:
    """The edition in force for the year if it is of this project's plan, else the plan's own latest."""
    edition = edition_for(project.organisation_id, year, clock.today())
    if edition is not None and edition.plan_id == project.plan_id:
        return edition
    return Edition.objects.standing().filter(plan_id=project.plan_id).order_by("-sequence").first()


def _revision(project: Project, edition: Edition | None) -> ProjectRevision:
    """As the edition has it; of a project added later, its latest."""
    rows = ProjectRevision.objects.filter(project=project).select_related(
        "tactic__strategy__serves__strategy", "programme", "edition__plan"
    )
    if edition is not None:
        then: ProjectRevision | None = (
            rows.filter(edition__sequence__lte=edition.sequence).order_by("-edition__sequence").first()
        )
        if then is not None:
            return then
    latest: ProjectRevision = rows.latest("edition__sequence")
    return latest


def _sum(values: list[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _boxes(found: Thread, planned: Decimal | None, edition: Edition | None) -> list[Box]:
    approved = _sum([line.budget for line in found.lines])
    committed, paid = (_sum([getattr(line, name) for line in found.lines]) for name in ("committed", "paid"))
    sources = ", ".join(dict.fromkeys(str(line.get_source_display()) for line in found.lines))
    saved = approved - committed
    return [
        Box(_("Planned"), planned, str(edition) if edition else ""),
        Box(_("Approved"), approved, sources),
        Box(_("Committed"), committed, _("not committed: %(baht)s") % {"baht": format_baht(saved)} if approved else ""),
        Box(_("Paid"), paid, _("left to pay: %(baht)s") % {"baht": format_baht(committed - paid)} if committed else ""),
    ]


def _above(found: Thread) -> list[Link]:
    """Provincial strategy, LAO strategy, tactic, programme."""
    revision, owner = found.revision, found.project.organisation_id
    here = reverse("direction", args=[owner])
    own = reverse("project", args=[found.project.pk])
    tactic = revision.tactic
    strategy = tactic.strategy if tactic else None
    serves = strategy.serves if strategy else None
    links = [
        Link(
            "province",
            _("Provincial strategy"),
            str(serves or ""),
            here,
            "" if serves else _("The strategy serves no provincial one.") if strategy else "",
            here,
        ),
        Link("strategy", _("Strategy"), str(strategy or ""), here),
        Link(
            "tactic",
            _("Tactic"),
            str(tactic or ""),
            here,
            "" if tactic else _("No tactic is chosen."),
            own,
        ),
        Link(
            "programme",
            _("Programme"),
            str(revision.programme or ""),
            here,
            "" if revision.programme_id else _("No programme is chosen."),
            own,
        ),
    ]
    return links


def _plan(found: Thread, planned: Decimal | None, edition: Edition | None) -> list[Link]:
    plan = found.project.plan
    page, confirm = reverse("plan", args=[plan.pk]), reverse("plan-confirm", args=[plan.pk])
    open_ = edition is not None and edition.confirmed_at is None
    broken, mend = "", ""
    if found.revision.withdrawn:
        broken, mend = _("The project was withdrawn from the plan."), page
    elif open_:
        broken, mend = _("The plan is not confirmed yet."), confirm
    elif not planned and found.lines:
        broken, mend = _("Nothing is planned for %(year)s.") % {"year": found.year}, reverse("editions", args=[plan.pk])
    words = f"{plan} · {edition}" if edition else str(plan)
    return [Link("plan", _("Development plan"), words, page, broken, mend)]


def _money(found: Thread, planned: Decimal | None) -> list[Link]:
    owner, year = found.project.organisation_id, found.year
    grid = reverse("ordinance-grid", args=[owner, year])
    links = []
    for line in found.lines:
        # Money of others is not always classified by the LAO's lists; lines of its ordinance are.
        lacks = (
            _("The line is not classified.") if line.ordinance_id and not (line.work_id and line.category_id) else ""
        )
        words = f"{line.get_source_display()} · {line.number} · {format_baht(line.budget)}"
        links.append(
            Link(
                "line",
                _("Budget line"),
                words,
                reverse("budget-line", args=[line.pk]),
                lacks,
                reverse("budget-line", args=[line.pk]),
            )
        )
    if not found.lines:
        broken = _("Planned, and no budget line draws on it yet.") if planned else ""
        links.append(Link("line", _("Budget line"), "", grid, broken, grid))
    links += [_commitment(share) for share in found.shares]
    if found.lines and not found.shares and any(line.budget for line in found.lines):
        add = reverse("add-commitment", args=[owner, year])
        links.append(Link("commitment", _("Commitment"), "", add, _("Nothing is committed yet."), add))
    return links


def _commitment(share: Share) -> Link:
    """A commitment is a broken link when its end has passed unpaid."""
    one = share.commitment
    page = reverse("commitment", args=[one.pk])
    late = one.ends_on is not None and one.ends_on < clock.today() and share.left > 0 and one.cancelled_on is None
    broken = ""
    if late:
        told = {"day": _day(one.ends_on), "baht": format_baht(share.left)}
        broken = _("It ended on %(day)s with %(baht)s unpaid.") % told
    words = f"{one} · {format_baht(share.amount)}"
    return Link("commitment", _("Commitment"), words, page, broken, page)


def _day(day: dt.date | None) -> str:
    return format_medium(day) if day else ""


def _end(found: Thread) -> list[Link]:
    """The final status of each line, asked for when the year is over."""
    over = clock.today() > fiscal_year_dates(found.year)[1]
    page = reverse("year-end", args=[found.project.organisation_id, found.year])
    links = []
    for line in found.lines:
        latest = next(iter(line.statuses.all()), None)
        broken = _("The year is over and the final status is not given.") if over and latest is None else ""
        if latest is None and not over:
            continue
        words = str(latest.get_status_display()) if latest else ""
        links.append(Link("status", _("Final status"), words, page, broken, page))
    return links


def _story(found: Thread) -> list[Told]:
    """Everything with a day, the newest first."""
    lines = [line.pk for line in found.lines]
    commitments = [share.commitment_id for share in found.shares]
    told = [
        Told(
            entry.on,
            entry.get_kind_display(),
            entry.amount,
            " · ".join([str(entry.line.get_source_display()), *([str(entry.transfer)] if entry.transfer else [])]),
            reverse("budget-line", args=[entry.line_id]),
        )
        for entry in LineEntry.objects.filter(line_id__in=lines).exclude(amount=0).select_related("transfer", "line")
    ]
    signed: dict[int, Decimal] = {}
    for growth in ShareEntry.objects.filter(event__commitment_id__in=commitments, share__line_id__in=lines):
        signed[growth.event_id] = signed.get(growth.event_id, ZERO) + growth.amount
    for event in CommitmentEvent.objects.filter(commitment_id__in=commitments).select_related("commitment"):
        page = reverse("commitment", args=[event.commitment_id])
        told_apart = event.paper and event.paper != event.commitment.number
        paper = f"{event.commitment} · {event.paper}" if told_apart else str(event.commitment)
        told.append(Told(event.on, event.get_kind_display(), signed.get(event.pk) or None, paper, page))
    paid = DisbursementShare.objects.filter(share__line_id__in=lines).values_list(
        "disbursement_id", "disbursement__counts_on", "disbursement__voucher", "disbursement__commitment_id"
    )
    for _pk, on, voucher, commitment, amount in paid.annotate(sum=Sum("amount")).order_by("disbursement_id"):
        words = _("payment reversed") if amount < 0 else _("paid")
        told.append(Told(on, words, amount, voucher, reverse("commitment", args=[commitment])))
    for one in Progress.objects.filter(commitment_id__in=commitments):
        told.append(Told(one.on, _("progress %(percent)s %%") % {"percent": one.percent.normalize()}, None, one.note))
    return sorted(told, key=lambda one: one.on, reverse=True)
