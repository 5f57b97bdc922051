"""Addresses of the room."""

from django.urls import path

from .views import session

urlpatterns = [
    path("sign-in", session.sign_in, name="sign-in"),
    path("sign-in/again", session.sign_in_again, name="sign-in-again"),
    path("sign-out", session.leave, name="sign-out"),
    path("session/extend", session.extend_session, name="extend-session"),
    path("post", session.switch_post, name="switch-post"),
]
