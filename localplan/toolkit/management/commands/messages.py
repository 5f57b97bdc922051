"""`manage.py messages extract|compile|check [ROOM …]`: the Thai of the interface, kept whole."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from localplan.toolkit import messages


class Command(BaseCommand):
    help = "Collect the words to translate (extract), make them usable (compile), or prove them whole (check)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["extract", "compile", "check"])
        parser.add_argument("rooms", nargs="*", help="rooms to extract or check; all when none is named")

    def handle(self, *args: Any, what: str, rooms: list[str], **options: Any) -> None:
        if what == "compile":
            self.stdout.write(f"{messages.compile_all(force=True)} language files compiled")
        elif what == "extract":
            for room in messages.rooms():
                if (not rooms or room.name in rooms) and messages.update(room):
                    self.stdout.write(f"{room.name}: po file updated")
        else:
            faults = messages.faults(only=rooms)
            for fault in faults:
                self.stderr.write(fault)
            self.stdout.write(
                f"{len(faults)} faults in the messages" if faults else "messages are whole in both languages"
            )
            if faults:
                sys.exit(1)
