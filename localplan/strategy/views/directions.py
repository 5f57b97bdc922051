"""An LAO's vision, strategies, tactics and programmes on one page; and the LAOs in reach, how far each has come."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localplan.calendar.actions import governing_submission, what_closes
from localplan.organisations.access import Do, may_here
from localplan.organisations.models import Level, Organisation
from localplan.organisations.views.organisations import acting, page_or_part, the_organisation
from localplan.toolkit import clock
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.lists import ListWords

from .. import actions, listing
from ..duties import contents_of_direction
from ..facts import DirectionFact, ProgrammeFact, Span, StrategyFact, TacticFact
from ..forms import DirectionForm, ProgrammeForm, SpanForm, StrategyForm, TacticForm
from ..models import Direction, Programme, ProvincialStrategy, Strategy, Tactic
from ..queries import offered_issues, parts
from .opened import Opened, answer, asked, neighbours


@require_safe
def directions(request: HttpRequest) -> HttpResponseBase:
    """The LAOs in reach: how full the strategy of each is for the fiscal year chosen; as a file with ?as=."""
    by, day, kind = acting(request), clock.today(), request.GET.get("as", "")
    if by.organisation.level == Level.LAO:
        raise Http404
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    laos = Organisation.objects.visible_to(by).laos().open_on(day).for_listing()
    words = ListWords.of(request.GET, sorts={"name": ("name_key", "id")}, default="name")
    found = (laos.search(words.search) if words.search else laos).order_by(*words.order_by())
    if kind in ("csv", "xlsx"):
        name = _("Strategies of LAOs %(year)s") % {"year": year}
        return list_as_file(kind, listing.columns_of_laos(), listing.lines(found, year), name=name)
    page = words.page_of(found)
    context = {
        "page": page,
        "lines": listing.lines(page.object_list, year),
        "words": words,
        "year": year,
        "in_all": laos.count() if words.search else page.paginator.count,
    }
    return page_or_part(request, "strategy/directions.html", "strategy/_directions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def direction(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One span of an LAO, read, or with one form standing open; as a file with ?as=csv or xlsx."""
    by, kind = acting(request), request.GET.get("as", "")
    lao = the_organisation(request, pk)
    if lao.level != Level.LAO:
        raise Http404
    spans = list(Direction.objects.visible_to(by).of(lao.pk))
    chosen = choose(request, spans)
    prefetch_related_objects([chosen] if chosen else [], *parts())
    if kind in ("csv", "xlsx") and chosen is not None:
        name = _("Strategies of %(organisation)s %(span)s") % {"organisation": lao.short_name, "span": chosen}
        return list_as_file(kind, listing.columns(), listing.paths(chosen), name=name)
    closed = _closed(lao, chosen)
    may_write = may_here(by, Do.RECORD, lao)
    here = reverse("direction", args=[lao.pk])
    opened = _opened(request, lao, chosen, spans) if may_write else None
    status = 200
    if request.method == "POST":
        if opened is None:
            raise Http404
        back = f"{here}?span={chosen.first_year}" if chosen else here
        done, status = answer(request, by, opened, back)
        if done is not None:
            return done
    context = {
        "organisation": lao,
        "spans": spans,
        "chosen": chosen,
        "chosen_year": str(chosen.first_year) if chosen else "",
        "here": here,
        "closed": closed,
        "may_write": may_write,
        "may_edit": may_write and not closed,
        "opened": opened,
        "content": None,
        "provincial": _provincial(by, lao, chosen),
    }
    if chosen is not None:
        context |= {"content": contents_of_direction(chosen), "untied": listing.untied(chosen)}
    return render(request, "strategy/direction.html", context, status=status)


def choose(request: HttpRequest, spans: list[Any]) -> Any:
    """The span of ?span=, else of the fiscal year the one that starts last, else the newest; None if there is none."""
    wanted, year = request.GET.get("span", ""), request.fiscal_year  # type: ignore[attr-defined]
    named = [span for span in spans if str(span.first_year) == wanted]
    if wanted and not named:
        raise Http404
    covering = [span for span in spans if span.first_year <= year <= span.last_year]
    return next(iter([*named, *covering, *spans]), None)


def _closed(lao: Organisation, chosen: Direction | None) -> list[Any]:
    if chosen is None:
        return []
    return what_closes(governing_submission(lao.pk, "lao_strategy", actions.span_of(chosen).years))


def _provincial(by: Any, lao: Organisation, chosen: Direction | None) -> list[ProvincialStrategy]:
    """What the province has adopted for these years."""
    rows = ProvincialStrategy.objects.published_to(by).of(lao.province_id).adopted()
    return list(rows.overlapping(actions.span_of(chosen)) if chosen else rows)


def _opened(request: HttpRequest, lao: Organisation, chosen: Direction | None, spans: list[Any]) -> Opened | None:
    """The form that the address asks for; 404 for a row that is not of this span."""
    mode, kind, number = asked(request)
    data = request.POST if request.method == "POST" else None
    if kind == "span" or chosen is None:
        return _new_span(request, lao, spans, data)
    openers = {"direction": _the_direction, "strategy": _strategy, "tactic": _tactic, "programme": _programme}
    if kind not in openers or (mode == "edit" and kind != "direction" and number is None):
        return None
    return openers[kind](request, chosen, mode, number, data)


def _new_span(request: HttpRequest, lao: Organisation, spans: list[Any], data: Any) -> Opened:
    by, last = acting(request), spans[0] if spans else None
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    form = SpanForm(data, initial={"first_year": last.last_year + 1 if last else year})

    def span() -> Span:
        first = form.cleaned_data["first_year"]
        return Span(first, first + form.cleaned_data["length"] - 1)

    def to(made: Direction) -> str:
        return f"{reverse('direction', args=[lao.pk])}?span={made.first_year}"

    verbs = {"save": lambda: to(actions.begin_direction(lao, span(), DirectionFact(), by=by))}
    if last is not None:
        verbs["copy"] = lambda: to(actions.copy_forward(last, span(), by=by))
    return Opened("add", "span", _("A new span of years"), form, verbs, last)


def _the_direction(request: HttpRequest, chosen: Direction, mode: str, number: int | None, data: Any) -> Opened:
    by, form = acting(request), DirectionForm(data, row=chosen)
    verbs: dict[str, Any] = {
        "save": lambda: actions.save_direction(chosen, DirectionFact(**form.yours(), seen=form.before()), by=by)
    }
    if mode == "edit":

        def remove() -> str:
            actions.remove_direction(chosen, by=by)
            return reverse("direction", args=[chosen.organisation_id])

        verbs["remove"] = remove
    return Opened("direction", "direction", _("Vision and mission"), form, verbs, chosen)


def _strategy(request: HttpRequest, chosen: Direction, mode: str, number: int | None, data: Any) -> Opened:
    by, rows = acting(request), list(chosen.strategies.select_related("serves"))
    row = _the_row(rows, number) if mode == "edit" else None
    form = StrategyForm(data, row=row, issues=offered_issues(chosen.organisation, actions.span_of(chosen)))

    def fact() -> StrategyFact:
        return StrategyFact(**form.yours(), id=row.pk if row else None, seen=form.before() if row else None)

    verbs: dict[str, Any] = {"save": lambda: actions.save_strategies(chosen, [fact()], by=by)}
    return _with_row("strategy", _("A new strategy"), Strategy, form, verbs, row, rows, chosen, by)


def _tactic(request: HttpRequest, chosen: Direction, mode: str, number: int | None, data: Any) -> Opened:
    by = acting(request)
    tactics = Tactic.objects.visible_to(by).filter(strategy__direction=chosen).select_related("strategy__direction")
    row = _the_row(list(tactics), number) if mode == "edit" else None
    strategy = row.strategy if row else _the_row(list(chosen.strategies.all()), number)
    form = TacticForm(data, row=row)

    def fact() -> TacticFact:
        seen = form.before() if row else None
        return TacticFact(**form.yours(), strategy=strategy.pk, id=row.pk if row else None, seen=seen)

    verbs: dict[str, Any] = {"save": lambda: actions.save_tactics(chosen, [fact()], by=by)}
    brothers = [tactic for tactic in tactics if tactic.strategy_id == strategy.pk]
    title = _("A new tactic of strategy %(number)s") % {"number": strategy.number}
    opened = _with_row("tactic", title, Tactic, form, verbs, row, brothers, chosen, by)
    if row is None:
        opened.place = f"add-tactic-{strategy.pk}"
    return opened


def _programme(request: HttpRequest, chosen: Direction, mode: str, number: int | None, data: Any) -> Opened:
    by, rows = acting(request), list(chosen.programmes.prefetch_related("tactics"))
    tactics = Tactic.objects.visible_to(by).filter(strategy__direction=chosen).select_related("strategy")
    row = _the_row(rows, number) if mode == "edit" else None
    ticked = {"tactics": [number]} if row is None and number is not None else {}
    choices = tactics.order_by("strategy__number", "number")
    form = ProgrammeForm(data, row=row, tactics=choices, **({} if row else {"initial": ticked}))

    def fact() -> ProgrammeFact:
        return ProgrammeFact(**form.yours(), id=row.pk if row else None, seen=form.before() if row else None)

    verbs: dict[str, Any] = {"save": lambda: actions.save_programmes(chosen, [fact()], by=by)}
    return _with_row("programme", _("A new programme"), Programme, form, verbs, row, rows, chosen, by)


def _the_row(rows: list[Any], pk: int | None) -> Any:
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _with_row(
    kind: str, title: str, model: Any, form: Any, verbs: dict[str, Any], row: Any, rows: list[Any], chosen: Any, by: Any
) -> Opened:
    """The form of one row, with moving it among its brothers and sisters and removing it."""
    if row is None:
        return Opened("add", kind, title, form, verbs)
    for verb, numbers in neighbours(row, rows).items():
        verbs[verb] = lambda numbers=numbers: actions.renumber(chosen, model, numbers, by=by)
    verbs["remove"] = lambda: actions.remove(row, by=by)
    return Opened(f"{kind}-{row.pk}", f"{kind}-{row.pk}", str(row), form, verbs, row)
