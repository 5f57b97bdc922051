

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0002_the_department'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProvincialIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('name', models.CharField(max_length=300, verbose_name='issue')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ('number', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Direction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='first year')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='last year of the span')),
                ('vision', models.TextField(blank=True, max_length=2000, verbose_name='vision')),
                ('missions', models.TextField(blank=True, help_text='one a line', max_length=4000, verbose_name='missions')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='GuidingStrategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('national', 'national strategy'), ('plan', 'national economic and social development plan'), ('sdg', 'sustainable development goals')], max_length=10)),
                ('first_year', models.PositiveSmallIntegerField(help_text='พ.ศ.')),
                ('last_year', models.PositiveSmallIntegerField(help_text='พ.ศ.')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'first_year', 'number'), name='guiding_strategy_number_is_one')],
            },
        ),
        migrations.CreateModel(
            name='ProvincialGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('text', models.CharField(max_length=500, verbose_name='goal')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='strategy.provincialissue')),
            ],
            options={
                'ordering': ('number', 'id'),
            },
        ),
        migrations.CreateModel(
            name='ProvincialStrategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='first year')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='last year of the span')),
                ('vision', models.TextField(blank=True, max_length=2000, verbose_name='vision')),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='adopted on')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provincial_strategies', to='organisations.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='provincialissue',
            name='strategy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='strategy.provincialstrategy'),
        ),
        migrations.CreateModel(
            name='Strategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('name', models.CharField(max_length=300, verbose_name='strategy')),
                ('together', models.CharField(blank=True, max_length=300, verbose_name='strategy of the LAOs of the province')),
                ('version', models.PositiveIntegerField(default=1)),
                ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strategies', to='strategy.direction')),
                ('guided_by', models.ManyToManyField(blank=True, related_name='+', to='strategy.guidingstrategy', verbose_name='guided by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('serves', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='served_by', to='strategy.provincialissue', verbose_name='serves')),
            ],
            options={
                'ordering': ('number', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Tactic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('name', models.CharField(max_length=300, verbose_name='tactic')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tactics', to='strategy.strategy')),
            ],
            options={
                'ordering': ('number', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('name', models.CharField(max_length=300, verbose_name='programme')),
                ('version', models.PositiveIntegerField(default=1)),
                ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='strategy.direction')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('tactics', models.ManyToManyField(blank=True, related_name='programmes', to='strategy.tactic')),
            ],
            options={
                'ordering': ('number', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='direction',
            constraint=models.UniqueConstraint(fields=('organisation', 'first_year'), name='direction_is_one'),
        ),
        migrations.AddConstraint(
            model_name='direction',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='direction_span_is_in_order'),
        ),
        migrations.AddConstraint(
            model_name='provincialstrategy',
            constraint=models.UniqueConstraint(fields=('organisation', 'first_year'), name='provincial_strategy_is_one'),
        ),
        migrations.AddConstraint(
            model_name='provincialstrategy',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='provincial_span_is_in_order'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.UniqueConstraint(deferrable=models.Deferrable['DEFERRED'], fields=('direction', 'number'), name='strategy_number_is_one'),
        ),
        migrations.AddConstraint(
            model_name='tactic',
            constraint=models.UniqueConstraint(deferrable=models.Deferrable['DEFERRED'], fields=('strategy', 'number'), name='tactic_number_is_one'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(deferrable=models.Deferrable['DEFERRED'], fields=('direction', 'name'), name='programme_name_is_one'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(deferrable=models.Deferrable['DEFERRED'], fields=('direction', 'number'), name='programme_number_is_one'),
        ),
        migrations.AddConstraint(
            model_name='provincialissue',
            constraint=models.UniqueConstraint(deferrable=models.Deferrable['DEFERRED'], fields=('strategy', 'number'), name='issue_number_is_one'),
        ),
    ]
