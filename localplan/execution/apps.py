from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    name = "localplan.execution"

    def ready(self) -> None:
        from . import truth

        truth.register()
