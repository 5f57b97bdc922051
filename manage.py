#!/usr/bin/env python
"""The one command line of LocalPlan: `manage.py help` lists what it can do."""

import os
import sys

from localplan import postgres

#: Commands that need no database, or see to it themselves.
WITHOUT_DATABASE = {
    "help",
    "version",
    "--help",
    "--version",
    "check",
    "collectstatic",
    "db",
    "messages",
    "run",
    "reset",
}


def main(words: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localplan.settings")
    command = words[1] if len(words) > 1 else "help"
    from localplan import settings

    needed = command not in WITHOUT_DATABASE and "--help" not in words
    if needed:
        postgres.ensure(settings.DATA_DIR)

    import django
    from django.core.management import execute_from_command_line

    if needed and settings.DEBUG and command != "migrate":
        django.setup()
        from localplan.toolkit import moved_day

        moved_day.load()
    execute_from_command_line(words)


if __name__ == "__main__":
    try:
        main(sys.argv)
    except postgres.Trouble as trouble:
        sys.exit(f"LocalPlan: {trouble}")
