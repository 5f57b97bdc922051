from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "localplan.strategy"

    def ready(self) -> None:
        from localplan.calendar.duties import register

        from .duties import DUTIES

        register(*DUTIES)
