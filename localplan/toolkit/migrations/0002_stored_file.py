from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0001_moved_day")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="bytes")),
                ("media_type", models.CharField(max_length=100)),
                ("name", models.CharField(help_text="as the person's computer called it", max_length=200)),
                ("stored_at", models.DateTimeField()),
            ],
        ),
    ]
