
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0001_from_province_to_programme'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='strategy',
            name='guided_by',
        ),
        migrations.DeleteModel(
            name='GuidingStrategy',
        ),
    ]
