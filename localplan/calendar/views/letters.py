"""Letters: sent out with a calendar, acknowledged, asked about, answered, printed."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership
from localplan.organisations.posts import DLA_ID, province_of
from localplan.toolkit import clock
from localplan.toolkit.downloads import print_as_file
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused

from .. import actions
from ..briefing import addressees
from ..forms.letters import AskForm, LetterForm, ReceiptForm, ReplyForm
from ..models import Acknowledgement, Calendar, Circular, Question, Submission
from ..prints import due_dates, letter_of
from ..steps import STEPS
from .drafts import refuse_on
from .opened import acting, keeper, keeps_calendars, own_calendar, the_circular

#: Offices that have not acknowledged, shown at once; the rest is counted.
SILENT_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def circulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the letter and send the calendar to everyone below."""
    by = keeper(request)
    calendar = own_calendar(by, pk)
    if by.organisation.level == Level.DLA and calendar.published_at is None:
        raise Http404
    form = LetterForm(request.POST or None, initial=_first_words(by, calendar))
    if request.method == "POST" and form.is_valid():
        sent = refuse_on(form, lambda: actions.circulate(calendar, form.fact(), by=by))
        if sent:
            number = addressees(sent, clock.today()).count()
            messages.success(request, _("Sent to %(number)s offices.") % {"number": f"{number:,}"})
            return redirect("circular", pk=sent.pk)
    present = Circular(organisation=by.organisation, calendar=calendar)
    context = {
        "calendar": calendar,
        "form": form,
        "number": addressees(present, clock.today()).count(),
        "is_first": calendar.published_at is None,
        "is_again": calendar.circulars.exists(),
        "deadlines": due_dates(present),
    }
    return render(request, "calendar/circulate.html", context, status=422 if request.method == "POST" else 200)


def _first_words(by: Membership, calendar: Calendar) -> dict[str, object]:
    """The letter as it usually reads, in Thai: it is an official letter, whatever language the page is in."""
    year = calendar.year_id
    cited = Circular.objects.published_to(by).filter(organisation_id=DLA_ID, year_id=year, sent_at__isnull=False)
    letter = cited.order_by("-sent_at").first() if by.organisation_id != DLA_ID else None
    return {
        "subject": f"แจ้งซักซ้อมปฏิทินการปฏิบัติงาน ประจำปีงบประมาณ พ.ศ. {year}",
        "body": (
            f"{by.organisation.full_name} ขอแจ้งปฏิทินการปฏิบัติงาน ประจำปีงบประมาณ พ.ศ. {year} "
            "เพื่อใช้เป็นแนวทางในการบันทึกข้อมูลให้แล้วเสร็จตามกำหนด ดังตารางที่แนบมาพร้อมนี้\n\n"
            "จึงแจ้งมาเพื่อพิจารณาดำเนินการต่อไป"
        ),
        "dated_on": clock.today(),
        "cited_number": letter.number if letter else "",
        "cited_on": letter.dated_on if letter else None,
    }


@require_safe
def circulars(request: HttpRequest) -> HttpResponse:
    """The letters one's office has sent or received, newest first."""
    by = acting(request)
    office = province_of(by.organisation_id)
    rows = Circular.objects.published_to(by).filter(organisation_id__in={DLA_ID, office, by.organisation_id})
    rows = rows.select_related("organisation").annotate(
        received=Count("acknowledgements", filter=Q(acknowledgements__organisation_id=by.organisation_id)),
        number_received=Count("acknowledgements", distinct=True),
        number_open=Count("questions", filter=Q(questions__answered_at=None), distinct=True),
    )
    words = ListWords.of(request.GET, sorts={"sent": ("recorded_at", "id")}, default="-sent", size=30)
    page = words.page_of(rows.order_by("-recorded_at", "-id"))
    for letter in page.object_list:
        letter.for_us = actions.is_addressed(letter, by.organisation)
    context = {"page": page, "own": by.organisation_id}
    return render(request, "calendar/circulars.html", context)


@require_safe
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what it says, one's own dates, who has it, questions and answers."""
    return _page(request, the_circular(acting(request), pk))


def _page(
    request: HttpRequest, found: Circular, *, ask: AskForm | None = None, reply: tuple[int, ReplyForm] | None = None
) -> HttpResponse:
    by, today = acting(request), clock.today()
    is_own = found.organisation_id == by.organisation_id
    addressed = actions.is_addressed(found, by.organisation)
    questions = (
        Question.objects.visible_to(by)
        .filter(circular=found)
        .select_related("organisation", "by__user", "answered_by__user")
    )
    context = {
        "circular": found,
        "named": [(day, words, STEPS.get(step)) for day, words, step in found.named_dates],
        "is_own": is_own,
        "addressed": addressed,
        "may_answer": is_own and keeps_calendars(by),
        "may_receive": addressed and may(by, Do.RECORD),
        "receipt": Acknowledgement.objects.visible_to(by)
        .filter(circular=found, organisation_id=by.organisation_id)
        .select_related("by__user")
        .first(),
        "receipt_form": ReceiptForm(),
        "ask_form": ask or AskForm(),
        "questions": [
            (one, reply[1] if reply and reply[0] == one.pk else ReplyForm(auto_id=f"id_{one.pk}_%s"))
            for one in questions.order_by("-at")
        ],
    }
    if is_own and found.sent_at is not None:
        everyone = addressees(found, today)
        silent = everyone.exclude(
            pk__in=Acknowledgement.objects.visible_to(by).filter(circular=found).values("organisation")
        )
        context |= {
            "everyone_number": everyone.count(),
            "silent_number": silent.count(),
            "silent": silent.for_listing()[: None if request.GET.get("silent") == "all" else SILENT_SHOWN],
        }
    elif addressed and found.calendar_id:
        told = {(draft.step, draft.year) for draft in found.calendar.draft_deadlines}
        rows = Submission.objects.visible_to(by).filter(
            organisation_id=by.organisation_id, deadline__year_id__in=[found.year_id - 1, found.year_id]
        )
        rows = [
            row
            for row in rows.select_related("deadline").order_by("due_on")
            if row.deadline.step in STEPS and (row.deadline.step, row.deadline.year_id) in told
        ]
        context["own_dates"] = [
            (row, STEPS[row.deadline.step]) for row in rows if STEPS[row.deadline.step].column != "grants"
        ]
    status = 422 if ask or reply else 200
    return render(request, "calendar/circular.html", context, status=status)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Received; with one's own receipt number, if there is one."""
    by = acting(request)
    found = the_circular(by, pk)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.acknowledge(found, receipt_number=form.cleaned_data["receipt_number"], by=by)
        except Refused as refused:
            for problem in refused:
                messages.error(request, str(problem))
        else:
            messages.success(request, _("Acknowledged."))
    return redirect("circular", pk=pk)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the office that sent it."""
    by = acting(request)
    found = the_circular(by, pk)
    form = AskForm(request.POST)
    if form.is_valid() and refuse_on(form, lambda: actions.ask(found, form.cleaned_data["text"], by=by)):
        messages.success(request, _("Your question is with %(office)s.") % {"office": found.organisation.short_name})
        return redirect("circular", pk=pk)
    return _page(request, found, ask=form)


@require_POST
def answer_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer; or put the answer given before better."""
    by = keeper(request)
    rows = Question.objects.visible_to(by).filter(circular__organisation_id=by.organisation_id)
    question = get_object_or_404(rows.select_related("circular__organisation"), pk=pk)
    form = ReplyForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid() and refuse_on(form, lambda: actions.answer(question, form.cleaned_data["answer"], by=by)):
        messages.success(request, _("Answered."))
        return redirect("circular", pk=question.circular_id)
    return _page(request, the_circular(by, question.circular_id), reply=(pk, form))


@require_safe
def circular_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter on paper: a letter under a stamp, with its table of dates."""
    found = the_circular(acting(request), pk)
    lines = [(STEPS[one.step], one) for one in due_dates(found)]
    context = {"circular": found, "lines": lines, "to_laos": found.organisation.level == Level.PROVINCE}
    return render(request, "calendar/circular_print.html", context)


@require_safe
def circular_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The letter as PDF; ?copy=1 the file copy with the initials."""
    found = the_circular(acting(request), pk)
    paper = letter_of(found, file_copy=request.GET.get("copy") == "1")
    return print_as_file(request, paper, "pdf", name=f"หนังสือ {found.year_id}-{pk}", back=("circular-print", pk))
