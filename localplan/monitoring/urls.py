"""Addresses of the room."""

from django.urls import path

from .views import matrix, reviews, steps

urlpatterns = [
    path("following", matrix.matrix, name="matrix"),
    path("step/<int:pk>", steps.step, name="step"),
    path("step/<int:pk>/why", matrix.cell, name="cell"),
    path("reviews", reviews.reviews, name="reviews"),
    path("review/<int:pk>", reviews.review, name="review"),
]
