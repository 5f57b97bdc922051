"""Every address of LocalPlan: each room names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("localplan.organisations.urls")),
    path("", include("localplan.calendar.urls")),
    path("", include("localplan.strategy.urls")),
    path("", include("localplan.planning.urls")),
    path("", include("localplan.budgeting.urls")),
    path("", include("localplan.execution.urls")),
    path("", include("localplan.grants.urls")),
    path("", include("localplan.monitoring.urls")),
    path("", include("localplan.support.urls")),
    path("", include("localplan.web.urls")),
]

handler400 = "localplan.web.views.errors.bad_request"
handler403 = "localplan.web.views.errors.not_found"
handler404 = "localplan.web.views.errors.not_found"
handler500 = "localplan.web.views.errors.failed"
