"""Addresses of the shell."""

from django.urls import path

from .views import checks, gallery, health, home, preferences

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("language", preferences.language, name="language"),
    path("text-size", preferences.text_size, name="text-size"),
    path("data-checks", checks.data_checks, name="data-checks"),
    path("by-mail", preferences.by_mail, name="by-mail"),
    path("gallery", gallery.gallery, name="gallery"),
]
