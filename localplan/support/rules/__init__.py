"""The law of the room: pure sentences, plain values in, Problems out."""

from .analysts import (
    care_begins_after_the_last,
    care_does_not_outlast_a_contract,
    hours_fit_a_day,
    keeper_works_there,
    month_has_ended,
    month_is_not_handed_in,
    report_is_of_an_analyst,
    report_waits_for_its_signature,
    sent_back_with_a_reason,
    something_is_handed_over,
    supervisor_signs,
    work_has_happened,
)
from .contacts import (
    contact_has_happened,
    contact_is_about_its_step,
    promise_is_ahead,
    promise_names_its_step,
    something_else_is_explained,
)
from .help import (
    files_are_few,
    nobody_spoke_meanwhile,
    nobody_took_it_meanwhile,
    offer_follows_an_answer,
    offer_names_nobody,
    offer_says_both,
    problem_is_told,
    request_is_not_solved,
    something_is_said,
)
from .messages import (
    message_says_something,
    reminder_only_to_those_not_done,
    somebody_is_reminded,
)
from .seeing import (
    consent_is_short,
    consent_is_to_who_helps,
    consent_is_used_by_its_officer,
)
from .views import (
    view_has_a_name,
    views_are_few,
)

__all__ = [
    "care_begins_after_the_last",
    "care_does_not_outlast_a_contract",
    "consent_is_short",
    "consent_is_to_who_helps",
    "consent_is_used_by_its_officer",
    "contact_has_happened",
    "contact_is_about_its_step",
    "files_are_few",
    "hours_fit_a_day",
    "keeper_works_there",
    "message_says_something",
    "month_has_ended",
    "month_is_not_handed_in",
    "nobody_spoke_meanwhile",
    "nobody_took_it_meanwhile",
    "offer_follows_an_answer",
    "offer_names_nobody",
    "offer_says_both",
    "problem_is_told",
    "promise_is_ahead",
    "promise_names_its_step",
    "reminder_only_to_those_not_done",
    "report_is_of_an_analyst",
    "report_waits_for_its_signature",
    "request_is_not_solved",
    "sent_back_with_a_reason",
    "somebody_is_reminded",
    "something_else_is_explained",
    "something_is_handed_over",
    "something_is_said",
    "supervisor_signs",
    "view_has_a_name",
    "views_are_few",
    "work_has_happened",
]
