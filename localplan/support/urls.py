"""Addresses of the room."""

from django.urls import path

from .views import messages

urlpatterns = [
    path("remind", messages.remind, name="remind"),
    path("messages", messages.received, name="messages"),
    path("message/<int:pk>/read", messages.read, name="read-message"),
]
