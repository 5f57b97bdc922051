"""Addresses of the room."""

from django.urls import path

from .views import grants, months

urlpatterns = [
    path("grants", grants.all_grants, name="all-grants"),
    path("organisation/<int:pk>/grants", grants.grants_of, name="grants"),
    path("organisation/<int:pk>/grants/add", grants.add_grant, name="add-grant"),
    path("organisation/<int:pk>/grants/<int:year>/<int:month>", months.grants_month, name="grants-month"),
    path("grant/<int:pk>", grants.grant, name="grant"),
    path("grant/<int:pk>/confirm", grants.confirm_grant, name="confirm-grant"),
]
