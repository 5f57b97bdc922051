"""Addresses of the room."""

from django.urls import path

from .views import boards, checks, matrix, money, reviews, steps

urlpatterns = [
    path("following", matrix.matrix, name="matrix"),
    path("step/<int:pk>", steps.step, name="step"),
    path("step/<int:pk>/why", matrix.cell, name="cell"),
    path("reviews", reviews.reviews, name="reviews"),
    path("review/<int:pk>", reviews.review, name="review"),
    path("organisation/<int:pk>/checks", checks.checks, name="checks"),
    path("check/<int:office>/<int:year>/<slug:step>", checks.check, name="check"),
    path("check/<int:office>/<int:year>/<slug:step>.<slug:kind>", checks.check_print, name="check-print"),
    path("organisation/<int:pk>/board", boards.board, name="board"),
    path("organisation/<int:pk>/board/money", boards.board_money, name="board-money"),
    path("organisation/<int:pk>/money", money.money, name="funnel"),
    path("organisation/<int:pk>/money/<str:figure>", money.money_rows, name="funnel-rows"),
    path("project/<int:pk>/money", money.project_money, name="project-money"),
]
