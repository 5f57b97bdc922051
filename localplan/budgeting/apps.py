from django.apps import AppConfig


class BudgetingConfig(AppConfig):
    name = "localplan.budgeting"
