"""What "full" is made of for the two steps of this room: counted for many organisations, told item by item for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from localplan.calendar.duties import Completeness, Duty, Item

from .models import Direction, ProvincialStrategy, Strategy


def _latest(rows: Iterable[Any]) -> dict[int, Any]:
    """Of several spans that hold the year, the one that starts last (the rows come in that order)."""
    found: dict[int, Any] = {}
    for row in rows:
        found.setdefault(row.organisation_id, row)
    return found


def count_directions(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """One statement for any number of LAOs. Vision, and of every strategy a tactic and what it serves."""
    rows = Direction.objects.filter(organisation_id__in=list(ids)).covering(year).with_counts()
    return {
        lao: Completeness(bool(row.vision.strip()) + row.with_tactic + row.serving, 1 + max(1, 2 * row.number))
        for lao, row in _latest(rows).items()
    }


def direction_items(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """The same item by item, each with the place where it is mended: three statements."""
    wanted = list(ids)
    found = _latest(Direction.objects.filter(organisation_id__in=wanted).covering(year).with_strategies())
    words = _("Vision and strategies for %(year)s")
    return {
        lao: contents_of_direction(found[lao]) if lao in found else _not_begun(words, "direction", lao, year)
        for lao in wanted
    }


def _not_begun(words: str | Promise, page: str, organisation_id: int, year: int) -> Completeness:
    detail = _("No span of years that covers %(year)s has been begun.") % {"year": year}
    item = Item("span", words % {"year": year}, False, detail, reverse(page, args=[organisation_id]))
    return Completeness(0, 1, (item,))


def contents_of_direction(direction: Direction) -> Completeness:
    """What is asked of one span, item by item; its list is read with it."""
    page = f"{reverse('direction', args=[direction.organisation_id])}?span={direction.first_year}"
    there = bool(direction.vision.strip())
    missing = "" if there else _("The vision is not written yet.")
    items = [Item("vision", _("Vision"), there, missing, f"{page}&edit=direction#direction")]
    strategies = list(direction.strategies.all())
    if not strategies:
        none = _("There is no strategy yet.")
        items.append(Item("strategies", _("Strategies"), False, none, f"{page}&add=strategy#add"))
    for strategy in strategies:
        items += _items_of(strategy, page)
    return Completeness(sum(item.there for item in items), len(items), tuple(items))


def _items_of(strategy: Strategy, page: str) -> list[Item]:
    number, tactics = strategy.number, len(strategy.tactics.all())
    words = _("Tactics of strategy %(number)s") % {"number": number}
    if tactics:
        told = ngettext("%(number)s tactic", "%(number)s tactics", tactics) % {"number": tactics}
    else:
        told = _("Strategy %(number)s “%(name)s” has no tactic.") % {"number": number, "name": strategy.name}
    place = f"{page}&add=tactic-{strategy.pk}#add"
    has_tactic = Item(f"tactic-{strategy.pk}", words, bool(tactics), told, place)
    words = _("Provincial issue that strategy %(number)s serves") % {"number": number}
    if strategy.serves is None:
        lacking = _("Strategy %(number)s “%(name)s” serves no provincial issue.")
        told = lacking % {"number": number, "name": strategy.name}
    else:
        told = str(strategy.serves)
    place = f"{page}&edit=strategy-{strategy.pk}#strategy-{strategy.pk}"
    return [has_tactic, Item(f"serves-{strategy.pk}", words, strategy.serves is not None, told, place)]


def count_provincial(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """One statement for any number of provinces: an issue with a goal, and the day of adoption."""
    rows = ProvincialStrategy.objects.filter(organisation_id__in=list(ids)).covering(year).with_counts()
    return {
        province: Completeness(bool(row.with_goal) + (row.adopted_on is not None), 2)
        for province, row in _latest(rows).items()
    }


def provincial_items(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """The same item by item, with one statement too."""
    wanted = list(ids)
    found = _latest(ProvincialStrategy.objects.filter(organisation_id__in=wanted).covering(year).with_counts())
    words = _("Provincial strategy for %(year)s")
    return {
        office: _contents_of_provincial(found[office])
        if office in found
        else _not_begun(words, "provincial-strategy", office, year)
        for office in wanted
    }


def _contents_of_provincial(strategy: Any) -> Completeness:
    page = f"{reverse('provincial-strategy', args=[strategy.organisation_id])}?span={strategy.first_year}"
    has_issue, adopted = bool(strategy.with_goal), strategy.adopted_on is not None
    issue = "" if has_issue else _("No issue with a goal is written yet.")
    day = "" if adopted else _("The day of adoption is not told yet.")
    items = (
        Item("issue", _("At least one issue with a goal"), has_issue, issue, f"{page}&add=issue#add"),
        Item("adopted", _("Day of adoption"), adopted, day, f"{page}#adopt"),
    )
    return Completeness(has_issue + adopted, 2, items)


DUTIES = (
    Duty("lao_strategy", "strategy", count_directions, direction_items, "direction"),
    Duty("provincial_strategy", "strategy", count_provincial, provincial_items, "provincial-strategy"),
)
