"""Addresses of the room."""

from django.urls import path

from .views import confirming, editions, grid, laos, pasting, plans, printing, projects, workbooks

urlpatterns = [
    path("plans", laos.lao_plans, name="lao-plans"),
    path("organisation/<int:pk>/plans", plans.plans, name="plans"),
    path("plan/<int:pk>", plans.plan, name="plan"),
    path("plan/<int:pk>/carry", plans.carry, name="carry-projects"),
    path("plan/<int:pk>/add", projects.add_project, name="add-project"),
    path("plan/<int:pk>/promulgation", confirming.promulgation, name="promulgation"),
    path("plan/<int:pk>/confirm", confirming.plan_confirm, name="plan-confirm"),
    path("plan/<int:pk>/confirm/<int:year>", confirming.review_plan, name="review-plan"),
    path("plan/<int:pk>/editions", editions.editions, name="editions"),
    path("edition/<int:pk>", plans.edition, name="edition"),
    path("edition/<int:pk>/changes", editions.edition_changes, name="edition-changes"),
    path("edition/<int:pk>/certificate", confirming.certificate, name="certificate"),
    path("edition/<int:pk>/undo", confirming.undo_confirmation, name="undo-plan-confirm"),
    path("edition/<int:pk>/withdraw", editions.withdraw_edition, name="withdraw-edition"),
    path("edition/<int:pk>/file/<str:kind>", confirming.edition_file, name="edition-file"),
    path("edition/<int:pk>/print/<str:form>.<str:kind>", printing.plan_print, name="plan-print"),
    path("edition/<int:pk>/grid", grid.plan_grid, name="plan-grid"),
    path("edition/<int:pk>/grid/save", grid.plan_grid_save, name="plan-grid-save"),
    path("edition/<int:pk>/grid/paste", pasting.plan_grid_paste, name="plan-grid-paste"),
    path("edition/<int:pk>/grid/paste/save", pasting.plan_grid_paste_save, name="plan-grid-paste-save"),
    path("plan/<int:pk>/workbook", workbooks.plan_workbook, name="plan-workbook"),
    path("plan/<int:pk>/import", workbooks.import_projects, name="import-projects"),
    path("plan/<int:pk>/import/preview", workbooks.preview_projects, name="preview-projects"),
    path("project/<int:pk>", projects.project, name="project"),
    path("project/<int:pk>/withdraw", projects.withdraw_project, name="withdraw-project"),
    path("project/<int:pk>/history", projects.project_history, name="project-history"),
]
