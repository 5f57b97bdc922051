from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "localplan.monitoring"

    def ready(self) -> None:
        from localplan.toolkit.printing import register_print

        from . import truth
        from .check_report import FORMS

        truth.register()
        for name, form in FORMS.items():
            register_print(name, form)
