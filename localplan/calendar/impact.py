"""What publishing a draft would do, said before it is done: who becomes late, which dates move."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from localplan.organisations.models import Organisation
from localplan.organisations.posts import DLA_ID, province_of

from .duties import duty_of
from .facts import DraftDeadline
from .models import Calendar, Deadline, DeadlineDate, Submission
from .states import SOON_DAYS
from .steps import STEPS, Actor


@dataclass(frozen=True)
class Effect:
    """One deadline: against the date that holds now (None: new), and whom it finds without full content."""

    draft: DraftDeadline
    present: dt.date | None
    late: int = 0
    soon: int = 0

    @property
    def days_moved(self) -> int | None:
        """Days later than now, negative when earlier."""
        if self.present is None or self.draft.due_on is None:
            return None
        return (self.draft.due_on - self.present).days


@dataclass
class Impact:
    """All of it. `late` and `soon` count organisations once, however many steps they are late with."""

    effects: list[Effect] = field(default_factory=list)
    late_laos: int = 0
    late_offices: int = 0
    soon_laos: int = 0
    late_by_province: list[tuple[str, int]] = field(default_factory=list)
    offices: int = 0
    laos: int = 0
    provinces_with_later_dates: int = 0
    extensions_kept: int = 0

    @property
    def earlier(self) -> list[Effect]:
        return [one for one in self.effects if (one.days_moved or 0) < 0]

    @property
    def later(self) -> list[Effect]:
        return [one for one in self.effects if (one.days_moved or 0) > 0]

    @property
    def same(self) -> list[Effect]:
        return [one for one in self.effects if one.days_moved == 0]

    @property
    def new(self) -> list[Effect]:
        return [one for one in self.effects if one.days_moved is None]

    @property
    def late_steps(self) -> list[Effect]:
        return [one for one in self.effects if one.late]


def impact_of(calendar: Calendar, *, today: dt.date) -> Impact:
    """Tomorrow's late ones are those whose due date is today or earlier and whose content is not full."""
    open_now = list(
        Organisation.objects.open_on(today).filter(level__in=("lao", "province")).values_list("id", "level")
    )
    by_level = {level: [id for id, at in open_now if at == level] for level in ("lao", "province")}
    found = Impact(offices=len(by_level["province"]), laos=len(by_level["lao"]))
    present = {
        (date.deadline.step, date.deadline.year_id): date for date in DeadlineDate.objects.of_dla().with_deadline()
    }
    late: dict[str, set[int]] = {"lao": set(), "province": set()}
    soon: set[int] = set()
    for draft in calendar.draft_deadlines:
        if draft.left_out or draft.due_on is None:
            continue
        holds = present.get((draft.step, draft.year))
        level = "lao" if STEPS[draft.step].actor == Actor.LAO else "province"
        days = (draft.due_on - today).days
        without: list[int] = []
        if days <= SOON_DAYS:
            without = _not_full(draft, holds.deadline if holds else None, by_level[level])
        if days <= 0:
            late[level].update(without)
        elif level == "lao":
            soon.update(without)
        found.effects.append(
            Effect(
                draft,
                holds.due_on if holds else None,
                late=len(without) if days <= 0 else 0,
                soon=len(without) if days > 0 else 0,
            )
        )
    found.late_laos, found.late_offices = len(late["lao"]), len(late["province"])
    found.soon_laos = len(soon - late["lao"])
    found.late_by_province = _by_province(late["lao"])
    named = {(one.draft.step, one.draft.year) for one in found.effects}
    known = [date.deadline_id for key, date in present.items() if key in named]
    found.provinces_with_later_dates = _provinces_later(found.effects, known)
    found.extensions_kept = Submission.objects.filter(deadline__in=known, extended=True).count()
    return found


def _not_full(draft: DraftDeadline, deadline: Deadline | None, everyone: list[int]) -> list[int]:
    """Those of the expected set who have neither submitted nor all of the content."""
    if deadline is not None:
        waiting = Submission.objects.filter(deadline=deadline, life__in=["draft", "returned"], extended=False)
        everyone = list(waiting.values_list("organisation_id", flat=True))
    duty = duty_of(draft.step)
    if duty is None or not everyone:
        return everyone
    content = duty.count(everyone, draft.year)
    return [id for id in everyone if id not in content or not content[id].is_full]


def _by_province(ids: Iterable[int]) -> list[tuple[str, int]]:
    counts = Counter(map(province_of, ids))
    names = dict(Organisation.objects.filter(pk__in=counts).values_list("id", "name"))
    return [(names.get(id, ""), number) for id, number in counts.most_common()]


def _provinces_later(effects: Iterable[Effect], deadlines: list[int]) -> int:
    """Provinces whose own due date would stand later than DLA's new one."""
    new = {(one.draft.step, one.draft.year): one.draft.due_on for one in effects}
    own = DeadlineDate.objects.filter(deadline__in=deadlines, organisation__level="province").in_force().with_deadline()
    return len(
        {
            date.organisation_id
            for date in own
            if date.organisation_id != DLA_ID
            and (due := new.get((date.deadline.step, date.deadline.year_id))) is not None
            and date.due_on > due
        }
    )
