from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    name = "localplan.execution"

    def ready(self) -> None:
        from localplan.calendar.duties import register
        from localplan.toolkit.printing import register_print

        from . import truth, workbooks
        from .duties import DUTIES
        from .prints.forms import FORMS

        truth.register()
        register(*DUTIES)
        workbooks.register()
        for name, form in FORMS.items():
            register_print(name, form)
