"""Addresses of the room."""

from django.urls import path

from .views import correcting, grants, months, printing, workbooks

urlpatterns = [
    path("grants", grants.all_grants, name="all-grants"),
    path("grants/workbook", workbooks.grants_workbook, name="grants-workbook"),
    path("grants/import", workbooks.import_grants, name="import-grants"),
    path("grants/import/preview", workbooks.preview_grants, name="preview-grants"),
    path("organisation/<int:pk>/grants/follow-up/<str:kind>", printing.grants_print, name="grants-print"),
    path("organisation/<int:pk>/grants", grants.grants_of, name="grants"),
    path("organisation/<int:pk>/grants/add", grants.add_grant, name="add-grant"),
    path("organisation/<int:pk>/grants/<int:year>/<int:month>", months.grants_month, name="grants-month"),
    path("grant/<int:pk>", grants.grant, name="grant"),
    path("grant/<int:pk>/correct", correcting.correct_grant, name="correct-grant"),
    path("grant/<int:pk>/confirm", grants.confirm_grant, name="confirm-grant"),
]
