from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "localplan.monitoring"

    def ready(self) -> None:
        from . import truth

        truth.register()
