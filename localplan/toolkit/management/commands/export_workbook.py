"""`manage.py export_workbook KIND --out FILE`: one's own rows, or the empty template, as a workbook."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from localplan.toolkit.problems import Refused
from localplan.toolkit.workbook.kinds import kind_named, kind_names


class Command(BaseCommand):
    help = "Write the rows of an organisation and year as a workbook that import_workbook takes back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", choices=kind_names(), help=", ".join(kind_names()))
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the organisation's code")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE), e.g. 2570")
        parser.add_argument("--as", dest="username", help="the account in whose post this is done")
        parser.add_argument("--template", action="store_true", help="the empty template instead of the rows")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            kind = kind_named(options["kind"])
            try:
                desk = kind.desk(options["organisation"], options["year"], kind.membership_of(options["username"]))
                content = desk.template() if options["template"] else desk.export()
            except Refused as refused:
                for problem in refused:
                    self.stderr.write(str(problem))
                sys.exit(1)
        try:
            options["out"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['out']}: {error.strerror}") from error
        self.stdout.write(str(options["out"]))
