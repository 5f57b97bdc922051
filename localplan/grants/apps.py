from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "localplan.grants"

    def ready(self) -> None:
        from localplan.calendar.duties import register

        from .duties import DUTIES

        register(*DUTIES)
