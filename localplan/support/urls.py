"""Addresses of the room."""

from django.urls import path

from .views import contacts, helping, messages, reminders, seeing

urlpatterns = [
    path("organisation/<int:pk>/contacts", contacts.contacts, name="contacts"),
    path("views/save", contacts.save_view, name="save-view"),
    path("views/<int:pk>/forget", contacts.forget_view, name="forget-view"),
    path("remind", messages.remind, name="remind"),
    path("digests", reminders.digests, name="digests"),
    path("digest/<int:pk>/read", reminders.read_digests, name="read-digests"),
    path("mail", reminders.mail, name="mail"),
    path("mailbox", reminders.mailbox, name="mailbox"),
    path("messages", messages.received, name="messages"),
    path("message/<int:pk>/read", messages.read, name="read-message"),
    path("help", helping.requests, name="help"),
    path("help/ask", helping.ask, name="ask-help"),
    path("help/<int:pk>", helping.conversation, name="help-request"),
    path("help/<int:pk>/take", helping.take, name="take-help"),
    path("help/<int:pk>/close", helping.close, name="close-help"),
    path("help/<int:pk>/offer", helping.offer, name="offer-help"),
    path("help/<int:pk>/solved", helping.solved, name="solved-help"),
    path("help-file/<int:pk>", helping.handed_in, name="help-file"),
    path("organisation/<int:organisation>/seeing", seeing.seeing, name="seeing"),
    path("seeing/<int:pk>/end", seeing.end_seeing, name="end-seeing"),
    path("seeing/<int:pk>/begin", seeing.see_as, name="see-as"),
    path("seeing/stop", seeing.stop_seeing, name="stop-seeing"),
]
