"""The law of the room: what a row must hold, what confirming asks, how editions follow one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

NAME_LENGTH = 300
#: Longest texts a cell takes; real plans reach 1,906 and 2,472 characters.
TEXT_LENGTHS = {"objective": 4000, "target": 4000, "result": 4000, "indicator": 2000, "unit": 200, "place": 300}


UNKNOWN_PROJECT = _("This project is not in the plan, or was withdrawn.")


def plan_spans_three_to_five_years(first_year: int, last_year: int) -> Iterator[Problem]:
    """A plan covers 3 (2548 rules), 4 (2561–2564) or 5 fiscal years."""
    if not 3 <= last_year - first_year + 1 <= 5:
        yield Problem("plan_spans_three_to_five_years", _("A plan covers 3, 4 or 5 fiscal years."), field="last_year")


def plan_follows_its_direction(first_year: int, *, direction: tuple[int, int]) -> Iterator[Problem]:
    """A plan begins within the span of the vision and strategies it follows."""
    if not direction[0] <= first_year <= direction[1]:
        yield Problem(
            "plan_follows_its_direction",
            _("The vision and strategies of %(first)s–%(last)s do not cover the first year of the plan."),
            params={"first": direction[0], "last": direction[1]},
            field="first_year",
        )


def edition_is_open(*, is_open: bool) -> Iterator[Problem]:
    """Rows are written only into an open edition: the draft, or an amendment that is not confirmed."""
    if not is_open:
        yield Problem(
            "edition_is_open",
            _("This edition is confirmed. Open an amendment, or take the confirmation back, to change it."),
        )


def project_is_named(name: str) -> Iterator[Problem]:
    """A row has a name of at most 300 characters."""
    if not name.strip():
        yield Problem("project_is_named", _("Give the name of the project."), field="name")
    elif len(name) > NAME_LENGTH:
        yield Problem(
            "project_is_named",
            _("The name has %(length)s characters; at most %(limit)s fit."),
            params={"length": len(name), "limit": NAME_LENGTH},
            field="name",
        )


def project_text_fits(texts: Mapping[str, str]) -> Iterator[Problem]:
    """Objective, target and result take 4,000 characters each, the indicator 2,000, the unit 200, the place 300."""
    for name, limit in TEXT_LENGTHS.items():
        if len(texts.get(name) or "") > limit:
            yield Problem(
                "project_text_fits",
                _("The text has %(length)s characters; at most %(limit)s fit."),
                params={"length": len(texts[name]), "limit": limit},
                field=name,
            )


Place = tuple[Decimal | None, Decimal | None]


def project_place_is_in_thailand(*, start: Place, end: Place) -> Iterator[Problem]:
    """Coordinates come in pairs and lie in Thailand: latitude 5–21, longitude 97–106."""
    for (latitude, longitude), suffix in ((start, ""), (end, "_end")):
        if (latitude is None) != (longitude is None):
            yield Problem(
                "project_place_is_in_thailand",
                _("Give latitude and longitude together."),
                field=("latitude" if latitude is None else "longitude") + suffix,
            )
        elif latitude is not None and not 5 <= latitude <= 21:
            yield Problem(
                "project_place_is_in_thailand", _("In Thailand the latitude is 5 to 21."), field=f"latitude{suffix}"
            )
        elif longitude is not None and not 97 <= longitude <= 106:
            yield Problem(
                "project_place_is_in_thailand", _("In Thailand the longitude is 97 to 106."), field=f"longitude{suffix}"
            )


def amounts_are_of_the_plan(amounts: Mapping[int, Decimal | None], *, years: Collection[int]) -> Iterator[Problem]:
    """Amounts stand only in years of the plan, are not negative, and carry two decimals at most."""
    for year, amount in amounts.items():
        if amount is None:
            continue
        if year not in years:
            yield Problem(
                "amounts_are_of_the_plan",
                _("The plan does not cover fiscal year %(year)s."),
                params={"year": year},
                field=f"y{year}",
            )
        elif amount < 0 or amount != amount.quantize(Decimal("0.01")) or amount >= Decimal(10) ** 14:
            yield Problem(
                "amounts_are_of_the_plan",
                _("An amount is not negative, has two decimals at most, and stays below 100 trillion baht."),
                field=f"y{year}",
            )


def row_points_into_the_strategy(
    *, tactic: int | None, programme: int | None, tactics: Collection[int], programmes: Collection[int]
) -> Iterator[Problem]:
    """Tactic and programme of a row are those of the plan's own strategy."""
    if tactic is not None and tactic not in tactics:
        yield Problem(
            "row_points_into_the_strategy", _("This tactic is not in the strategy of the plan."), field="tactic_id"
        )
    if programme is not None and programme not in programmes:
        yield Problem(
            "row_points_into_the_strategy",
            _("This programme is not in the strategy of the plan."),
            field="programme_id",
        )


def tactic_is_of_the_strategy(*, strategy: int | None, of_tactic: int | None) -> Iterator[Problem]:
    """A strategy written beside a tactic is the tactic's own; one without a tactic is told, for it is not kept."""
    if strategy is not None and of_tactic is not None and strategy != of_tactic:
        yield Problem(
            "tactic_is_of_the_strategy", _("The tactic is not one of the strategy beside it."), field="tactic_id"
        )
    elif strategy is not None and of_tactic is None:
        yield Problem(
            "tactic_is_of_the_strategy",
            _("No tactic is chosen: the strategy alone is not kept."),
            field="tactic_id",
            excusable=True,
        )


def project_is_known(*, asked: int | None, found: bool) -> Iterator[Problem]:
    """A row that names a project names one of this plan."""
    if asked is not None and not found:
        yield Problem("project_is_known", UNKNOWN_PROJECT)


def project_stands_once(projects: Sequence[int]) -> Iterator[Problem]:
    """One project is written once at a time: two rows of a sheet may not both be it."""
    if len(set(projects)) != len(projects):
        yield Problem("project_stands_once", _("The same project stands in two of the rows."))


def plan_has_projects(count: int) -> Iterator[Problem]:
    """A plan without a single project is not confirmed."""
    if count == 0:
        yield Problem("plan_has_projects", _("There is no project in the plan yet."))


def strategy_has_a_tactic(strategies_without: Collection[str]) -> Iterator[Problem]:
    """Every strategy has a tactic before the plan is confirmed."""
    for name in strategies_without:
        yield Problem("strategy_has_a_tactic", _("The strategy “%(name)s” has no tactic."), params={"name": name})


def project_is_complete_for_confirmation(*, programme: int | None, unit: str) -> Iterator[Problem]:
    """Each project stands under a programme and has a responsible unit when the plan is confirmed."""
    if programme is None:
        yield Problem("project_is_complete_for_confirmation", _("No programme chosen."), field="programme_id")
    if not unit.strip():
        yield Problem("project_is_complete_for_confirmation", _("No responsible unit."), field="unit")


def project_has_money(amounts: Collection[Decimal]) -> Iterator[Problem]:
    """A project has money in some year; one without may stand with a reason."""
    if not any(amount > 0 for amount in amounts):
        yield Problem("project_has_money", _("No money in any year."), field="amounts", excusable=True)


def project_is_not_repeated(*, same_rows: Collection[int]) -> Iterator[Problem]:
    """Two rows of the same name, tactic and programme at the same place are told; they may stand with a reason."""
    if same_rows:
        yield Problem(
            "project_is_not_repeated",
            _("The same name and place as row %(rows)s."),
            params={"rows": ", ".join(map(str, same_rows))},
            field="name",
            excusable=True,
        )


def programme_is_in_the_strategy(
    *, programme: int | None, tactic: int | None, of_tactic: Collection[int]
) -> Iterator[Problem]:
    """A project's programme is one its tactic uses; another may stand with a reason."""
    if programme is not None and tactic is not None and programme not in of_tactic:
        yield Problem(
            "programme_is_in_the_strategy",
            _("This programme is not one of the tactic's."),
            field="programme_id",
            excusable=True,
        )


def plan_is_promulgated(*, promulgated_on: dt.date | None, has_notice: bool, today: dt.date) -> Iterator[Problem]:
    """Confirming attests what was promulgated: its date, not in the future, and the signed notice are there."""
    if promulgated_on is None:
        yield Problem("plan_is_promulgated", _("Give the date of promulgation."), field="promulgated_on")
    elif promulgated_on > today:
        yield Problem(
            "plan_is_promulgated", _("The date of promulgation may not be in the future."), field="promulgated_on"
        )
    if not has_notice:
        yield Problem("plan_is_promulgated", _("Attach the signed notice (PDF or picture)."), field="notice")


def dates_follow_the_law(steps: Collection[tuple[str, str, dt.date | None]]) -> Iterator[Problem]:
    """Forum, support committee, committee, council, approval and promulgation follow one another.

    `steps`: field, label, day, in lawful order; days not given are passed over.
    """
    before: tuple[str, dt.date] | None = None
    for field, label, day in steps:
        if day is None:
            continue
        if before is not None and day < before[1]:
            yield Problem(
                "dates_follow_the_law",
                _("%(label)s may not be before %(earlier)s."),
                params={"label": label, "earlier": before[0]},
                field=field,
            )
        before = (label, day)


def one_edition_at_a_time(*, open_edition: bool, confirmed: bool) -> Iterator[Problem]:
    """An amendment opens when the edition before it is confirmed and no other is open."""
    if open_edition:
        yield Problem("one_edition_at_a_time", _("Another edition is open. Confirm or withdraw it first."))
    elif not confirmed:
        yield Problem("one_edition_at_a_time", _("The plan is not confirmed yet: change the draft itself."))


def amendment_number_is_free(number: int, *, taken: Collection[int]) -> Iterator[Problem]:
    """Amendments are numbered once within their kind and year."""
    if number in taken:
        yield Problem("amendment_number_is_free", _("This number is already used in this year."), field="number")


def amendment_has_a_kind(kind: str, *, kinds: Collection[str]) -> Iterator[Problem]:
    """An amendment is a correction, an addition, a change, or follows a royal or government policy."""
    if kind not in kinds:
        yield Problem("amendment_has_a_kind", _("Choose what kind of amendment it is."), field="kind")


def confirmation_can_be_undone(*, confirmed: bool, is_latest: bool, accepted_for: int | None) -> Iterator[Problem]:
    """A confirmation is taken back while no later edition stands on it and no year's check has accepted it."""
    if not confirmed:
        yield Problem("confirmation_can_be_undone", _("This edition is not confirmed."))
    elif not is_latest:
        yield Problem("confirmation_can_be_undone", _("A later edition stands on this one."))
    elif accepted_for is not None:
        yield Problem(
            "confirmation_can_be_undone",
            _("The plan was accepted for fiscal year %(year)s. Ask the provincial office to reopen it."),
            params={"year": accepted_for},
        )
