"""Make one of the forms as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from localplan.toolkit.printing import FORMATS, as_bytes, print_forms
from localplan.toolkit.problems import Refused


class Command(BaseCommand):
    help = "Print a form into a file: Excel, PDF (A4, tagged PDF/A) or the plain data as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        forms = parser.add_subparsers(dest="form", required=True, metavar="FORM")
        for name, form in print_forms().items():
            own = forms.add_parser(name, help=form.help)
            own.add_argument("--format", choices=FORMATS, default="pdf")
            own.add_argument("--out", type=Path, metavar="FILE", help="where to; without it JSON goes to the screen")
            own.add_argument("--as", dest="username", help="the account in whose post this is seen")
            form.add_arguments(own)

    def handle(self, *args: Any, **options: Any) -> None:
        form, kind, out = (options.pop(name) for name in ("form", "format", "out"))
        if out is None and kind != "json":
            raise CommandError("say where to: --out FILE")
        with translation.override(settings.LANGUAGE_CODE):
            try:
                content = as_bytes(print_forms()[form].prepare(**options), kind)
            except Refused as refused:
                for problem in refused:
                    self.stderr.write(str(problem))
                sys.exit(1)
            if out is None:
                self.stdout.write(content.decode())
                return
            try:
                out.write_bytes(content)
            except OSError as wrong:
                raise CommandError(f"{out}: {wrong.strerror}") from wrong
            self.stdout.write(
                _("Printed: %(file)s (%(size)s KB)") % {"file": out, "size": f"{len(content) / 1024:,.0f}"}
            )
