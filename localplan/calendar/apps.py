from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "localplan.calendar"

    def ready(self) -> None:
        from .briefing import BRIEFING
        from .duties import register

        register(BRIEFING)
