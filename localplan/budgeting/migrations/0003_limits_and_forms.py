"""Limits of the budget and the forms of ordinances, with their years: tables, and what is known of them."""

import csv
from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

LISTS = Path(__file__).parents[1] / "lists"
KINDS = [
    ("DLA", "department"),
    ("PROVINCE", "provincial office"),
    ("DISTRICT", "district office"),
    ("PAO", "provincial administrative organisation"),
    ("CITY", "city municipality"),
    ("TOWN", "town municipality"),
    ("SUBM", "subdistrict municipality"),
    ("SAO", "subdistrict administrative organisation"),
    ("SPECIAL", "special local government"),
]


def _read(name):
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _years(row):
    return {"first_year": int(row["first_year"]), "last_year": int(row["last_year"]) if row["last_year"] else None}


def fill(apps, schema_editor):
    BudgetLimit = apps.get_model("budgeting", "BudgetLimit")
    OrdinanceForm = apps.get_model("budgeting", "OrdinanceForm")
    for row in _read("limits.csv"):
        words = {name: row[name] for name in ("share", "kind", "percent", "law")}
        BudgetLimit.objects.create(**words, **_years(row))
    for row in _read("forms.csv"):
        signed = row["signed"].split("|")
        OrdinanceForm.objects.create(kind=row["kind"], word=row["word"], signed=signed, **_years(row))


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0002_lists_of_classification")]
    operations = [
        migrations.CreateModel(
            name="BudgetLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "share",
                    models.CharField(
                        choices=[
                            ("personnel", "personnel, of the expenditure"),
                            ("subsidies", "subsidies, of the revenue estimate"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(blank=True, choices=KINDS, help_text="empty: every type of LAO", max_length=10),
                ),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("law", models.CharField(blank=True, help_text="where it is written", max_length=200)),
                ("first_year", models.PositiveSmallIntegerField(help_text="พ.ศ.")),
                ("last_year", models.PositiveSmallIntegerField(blank=True, help_text="พ.ศ., included", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("share", "kind", "first_year"), name="budget_limit_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="budget_limit_is_a_share"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrdinanceForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("word", models.CharField(help_text="ข้อบัญญัติ, เทศบัญญัติ", max_length=60)),
                (
                    "signed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        help_text="the usual one first; {district} {province}",
                        size=None,
                    ),
                ),
                ("first_year", models.PositiveSmallIntegerField(help_text="พ.ศ.")),
                ("last_year", models.PositiveSmallIntegerField(blank=True, help_text="พ.ศ., included", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "first_year"), name="ordinance_form_is_one"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
