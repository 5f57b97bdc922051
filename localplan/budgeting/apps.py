from django.apps import AppConfig


class BudgetingConfig(AppConfig):
    name = "localplan.budgeting"

    def ready(self) -> None:
        from . import truth

        truth.register()
