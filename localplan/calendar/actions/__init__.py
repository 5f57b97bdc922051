"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .automatic import settle_nothing
from .calendars import (
    answer_import_question,
    answers_of,
    copied_forward,
    copy_forward,
    draft_calendar,
    import_document,
    keep_circular,
)
from .checking import chase_in_check, sign_check
from .drafts import leave_out, remove_row, set_draft_deadline, word_calendar, write_row
from .entering import facts_closed_until, governing_submission, lock_year, require_step_open, what_closes
from .handing_over import publish_or_leave_it, publish_what_was_left
from .holidays import import_holidays, remove_holiday
from .moves import (
    accept,
    ask_reopen,
    completeness_of,
    declare_nothing,
    how_full,
    may_take,
    missing_before,
    open_review,
    reopen,
    return_,
    submit,
    undo,
)
from .publishing import (
    acknowledge,
    answer,
    ask,
    circulate,
    findings_of_publishing,
    is_addressed,
    publish_calendar,
    set_dates,
    take_over_calendar,
)
from .times import ask_more_time, decline_more_time, extend

__all__ = [
    "accept",
    "acknowledge",
    "answer",
    "answer_import_question",
    "answers_of",
    "ask",
    "ask_more_time",
    "ask_reopen",
    "chase_in_check",
    "circulate",
    "completeness_of",
    "copied_forward",
    "copy_forward",
    "declare_nothing",
    "decline_more_time",
    "draft_calendar",
    "extend",
    "facts_closed_until",
    "findings_of_publishing",
    "governing_submission",
    "how_full",
    "import_document",
    "import_holidays",
    "is_addressed",
    "keep_circular",
    "leave_out",
    "lock_year",
    "may_take",
    "missing_before",
    "open_review",
    "publish_calendar",
    "publish_or_leave_it",
    "publish_what_was_left",
    "remove_holiday",
    "remove_row",
    "reopen",
    "require_step_open",
    "return_",
    "set_dates",
    "set_draft_deadline",
    "settle_nothing",
    "sign_check",
    "submit",
    "take_over_calendar",
    "undo",
    "what_closes",
    "word_calendar",
    "write_row",
]
