from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "localplan.planning"

    def ready(self) -> None:
        from localplan.calendar.duties import register
        from localplan.toolkit.printing import register_print

        from . import workbooks
        from .duties import DUTIES
        from .prints.forms import FORMS

        register(*DUTIES)
        workbooks.register()
        for name, form in FORMS.items():
            register_print(name, form)
