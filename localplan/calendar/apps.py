from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "localplan.calendar"

    def ready(self) -> None:
        from localplan.toolkit.printing import register_print

        from . import checking, truth
        from .briefing import BRIEFING
        from .duties import register
        from .printing import FORMS

        register(BRIEFING, *checking.DUTIES)
        for name, form in FORMS.items():
            register_print(name, form)
        truth.register()
