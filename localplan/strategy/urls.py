"""Addresses of the room."""

from django.urls import path

from .views import directions, provincial

urlpatterns = [
    path("strategies", directions.directions, name="directions"),
    path("organisation/<int:pk>/strategy", directions.direction, name="direction"),
    path("organisation/<int:pk>/provincial-strategy", provincial.provincial_strategy, name="provincial-strategy"),
]
