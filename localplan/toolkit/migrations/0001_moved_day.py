from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from localplan.toolkit.database import THAI_KEY, TrigramExtension


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(THAI_KEY, "DROP FUNCTION thai_key(text)"),
        migrations.CreateModel(
            name="MovedDay",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("days", models.IntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="moved_day_is_one_row")],
            },
        ),
    ]
