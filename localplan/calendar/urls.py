"""Addresses of the room."""

from django.urls import path

from .views import calendars, correcting, dates, drafts, letters

urlpatterns = [
    path("calendar", calendars.calendar, name="calendar"),
    path("calendars", calendars.calendars, name="calendars"),
    path("calendars/import", drafts.import_calendar, name="import-calendar"),
    path("calendars/begin", correcting.begin_calendar, name="begin-calendar"),
    path("calendars/<int:pk>", drafts.calendar_draft, name="calendar-draft"),
    path("calendars/<int:pk>/words", correcting.word_calendar, name="word-calendar"),
    path("calendars/<int:pk>/row", correcting.calendar_row, name="add-row"),
    path("calendars/<int:pk>/row/<int:number>", correcting.calendar_row, name="calendar-row"),
    path("calendars/<int:pk>/deadline", correcting.add_deadline, name="add-deadline"),
    path("calendars/<int:pk>/deadline/<str:step>/<int:year>", correcting.draft_deadline, name="draft-deadline"),
    path("calendars/<int:pk>/publish", drafts.publish_calendar, name="publish-calendar"),
    path("calendars/<int:pk>/published", drafts.published, name="calendar-published"),
    path("calendars/<int:pk>/copy", correcting.copy_calendar, name="copy-calendar"),
    path("calendars/<int:pk>/take-over", drafts.take_over_calendar, name="take-over-calendar"),
    path("calendars/<int:pk>/circulate", letters.circulate, name="circulate"),
    path("calendars/<int:pk>/table", calendars.calendar_table, name="calendar-table"),
    path("calendars/<int:pk>/table.pdf", calendars.calendar_table_pdf, name="calendar-table-pdf"),
    path("circulars", letters.circulars, name="circulars"),
    path("circular/<int:pk>", letters.circular, name="circular"),
    path("circular/<int:pk>/print", letters.circular_print, name="circular-print"),
    path("circular/<int:pk>/letter.pdf", letters.circular_pdf, name="circular-pdf"),
    path("circular/<int:pk>/acknowledge", letters.acknowledge, name="acknowledge"),
    path("circular/<int:pk>/ask", letters.ask, name="ask"),
    path("question/<int:pk>/answer", letters.answer_question, name="answer-question"),
    path("deadline/<int:pk>/move", dates.move_deadline, name="move-deadline"),
    path("holidays", dates.holidays, name="holidays"),
]
