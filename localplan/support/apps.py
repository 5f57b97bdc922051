from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "localplan.support"

    def ready(self) -> None:
        from localplan.toolkit.printing import register_print

        from .prints.governor import FORMS

        for name, form in FORMS.items():
            register_print(name, form)
