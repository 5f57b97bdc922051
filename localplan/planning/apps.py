from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "localplan.planning"

    def ready(self) -> None:
        from localplan.calendar.duties import register

        from . import workbooks
        from .duties import DUTIES

        register(*DUTIES)
        workbooks.register()
