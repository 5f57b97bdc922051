"""What the worker does after midnight, at any hour: after the machine was off, or when the day was moved."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from localplan.organisations.tasks import begin_the_day


class Command(BaseCommand):
    help = "Let names that are due come into force, and throw away sessions that have run out."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{begin_the_day()} names came into force")
