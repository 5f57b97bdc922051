"""Addresses of the shell."""

from django.urls import path

from .views import gallery, preferences

urlpatterns = [
    path("language", preferences.language, name="language"),
    path("text-size", preferences.text_size, name="text-size"),
    path("gallery", gallery.gallery, name="gallery"),
]
