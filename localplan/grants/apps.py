from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "localplan.grants"

    def ready(self) -> None:
        from localplan.calendar.duties import register
        from localplan.toolkit.printing import register_print

        from . import workbooks
        from .duties import DUTIES
        from .prints import FollowUpForm

        register(*DUTIES)
        workbooks.register()
        register_print("grants", FollowUpForm())
