
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('calendar', '0005_no_index_twice'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='submission',
            name='released_on',
        ),
    ]
