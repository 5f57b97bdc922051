"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .calendars import (
    answer_import_question,
    copied_forward,
    copy_forward,
    draft_calendar,
    import_document,
    keep_circular,
)
from .drafts import leave_out, remove_row, set_draft_deadline, word_calendar, write_row
from .entering import governing_submission, require_step_open, what_closes
from .holidays import import_holidays, remove_holiday
from .moves import (
    accept,
    ask_reopen,
    completeness_of,
    declare_nothing,
    extend,
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
    is_addressed,
    publish_calendar,
    set_dates,
    take_over_calendar,
)

__all__ = [
    "accept",
    "acknowledge",
    "answer",
    "answer_import_question",
    "ask",
    "ask_reopen",
    "circulate",
    "completeness_of",
    "copied_forward",
    "copy_forward",
    "declare_nothing",
    "draft_calendar",
    "extend",
    "governing_submission",
    "import_document",
    "import_holidays",
    "is_addressed",
    "keep_circular",
    "leave_out",
    "missing_before",
    "open_review",
    "publish_calendar",
    "remove_holiday",
    "remove_row",
    "reopen",
    "require_step_open",
    "return_",
    "set_dates",
    "set_draft_deadline",
    "submit",
    "take_over_calendar",
    "undo",
    "what_closes",
    "word_calendar",
    "write_row",
]
