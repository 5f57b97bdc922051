"""The lists of classification as they have stood for years; a newer file is loaded with `load_classification`."""

import csv
from pathlib import Path

from django.db import migrations

LIST = Path(__file__).parents[1] / "lists" / "classification.csv"


def fill(apps, schema_editor):
    Classification = apps.get_model("budgeting", "Classification")
    made = {}
    with LIST.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parent = made[row["tree"], row["parent"]] if row["parent"] else None
            made[row["tree"], row["code"]] = Classification.objects.create(
                tree=row["tree"],
                depth=int(row["depth"]),
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                parent=parent,
                develops=row["develops"] == "1",
                capital=row["capital"] == "1",
                first_year=int(row["first_year"]),
                last_year=int(row["last_year"]) if row["last_year"] else None,
            )


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0001_ordinances_and_lines")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
