from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "localplan.calendar"
