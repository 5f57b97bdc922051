"""`manage.py import_workbook KIND FILE`: the rows of a workbook, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from localplan.toolkit.batch import BatchCommand, Tally
from localplan.toolkit.workbook.kinds import kind_named, kind_names, take_in


class Command(BatchCommand):
    help = "Take in the rows of a workbook made from our template or export: new ones and changed ones, all or nothing."
    #: Who acts depends on the kind of rows, so `work` asks the room.
    membership_of = staticmethod(lambda username: username)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", choices=kind_names(), help=", ".join(kind_names()))
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the organisation's code")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE), e.g. 2570")
        parser.add_argument(
            "--remove", action="store_true", help="also remove rows that were exported and are missing from the file"
        )
        super().add_arguments(parser)

    def work(self, by: Any, **options: Any) -> Tally:
        kind = kind_named(options["kind"])
        desk = kind.desk(options["organisation"], options["year"], kind.membership_of(by))
        return take_in(desk, options["file"], remove=options["remove"])
