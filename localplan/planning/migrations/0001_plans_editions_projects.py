

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0002_the_department'),
        ('strategy', '0001_from_province_to_programme'),
        ('toolkit', '0002_stored_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='first year')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='last year')),
                ('version', models.PositiveIntegerField(default=1)),
                ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='strategy.direction')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(help_text='place in the chain, 0 the original')),
                ('kind', models.CharField(choices=[('original', 'original'), ('correction', 'correction'), ('addition', 'addition'), ('change', 'change'), ('policy', 'by royal or government policy')], max_length=10, verbose_name='kind')),
                ('number', models.PositiveSmallIntegerField(help_text='within its kind and year', verbose_name='no.')),
                ('year', models.PositiveSmallIntegerField(help_text='ปี พ.ศ. (calendar)', verbose_name='year')),
                ('forum_on', models.DateField(blank=True, null=True, verbose_name='forum')),
                ('support_committee_on', models.DateField(blank=True, null=True, verbose_name='support committee')),
                ('committee_on', models.DateField(blank=True, null=True, verbose_name='development committee')),
                ('council_on', models.DateField(blank=True, null=True, verbose_name='council passed')),
                ('approved_on', models.DateField(blank=True, null=True, verbose_name='approved')),
                ('promulgated_on', models.DateField(blank=True, null=True, verbose_name='promulgated')),
                ('posted_from', models.DateField(blank=True, null=True, verbose_name='posted from')),
                ('posted_until', models.DateField(blank=True, null=True, verbose_name='posted until')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('same_person', models.BooleanField(default=False, help_text='entered and confirmed by one person')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, help_text='of the canonical JSON', max_length=64)),
                ('excuses', models.JSONField(default=list, help_text='[{rule, row, reason}]')),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('canonical', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toolkit.storedfile')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('notice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toolkit.storedfile')),
                ('official_pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toolkit.storedfile')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='planning.plan')),
            ],
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('continues', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='planning.project')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='organisations.organisation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='planning.plan')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('own', 'own project (ผ.02)'), ('community', 'from the community plan (ผ.02/1)'), ('beyond', 'beyond capacity'), ('asked', 'asked from the PAO (ผ.02/2)'), ('equipment', 'equipment (ผ.03)'), ('subsidy', 'subsidy to another agency')], default='own', max_length=10, verbose_name='kind')),
                ('number', models.PositiveIntegerField(blank=True, help_text='within the programme', null=True, verbose_name='no.')),
                ('name', models.CharField(max_length=300, verbose_name='project')),
                ('objective', models.TextField(blank=True, max_length=4000, verbose_name='objective')),
                ('target', models.TextField(blank=True, max_length=4000, verbose_name='target (output)')),
                ('indicator', models.TextField(blank=True, max_length=2000, verbose_name='indicator (KPI)')),
                ('result', models.TextField(blank=True, max_length=4000, verbose_name='expected result')),
                ('unit', models.CharField(blank=True, max_length=200, verbose_name='responsible unit')),
                ('place', models.CharField(blank=True, max_length=300, verbose_name='place')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                ('latitude_end', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitude (end)')),
                ('longitude_end', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude (end)')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='withdrawn')),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='planning.edition')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.programme', verbose_name='programme')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='planning.project')),
                ('tactic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.tactic', verbose_name='tactic')),
            ],
        ),
        migrations.CreateModel(
            name='PlannedAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=16)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amounts', to='planning.projectrevision')),
            ],
        ),
        migrations.CreateModel(
            name='SavedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('answer', models.JSONField()),
                ('at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('organisation', 'first_year', 'last_year'), name='plan_is_one'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', django.db.models.expressions.CombinedExpression(models.F('first_year'), '+', models.Value(2))), ('last_year__lte', django.db.models.expressions.CombinedExpression(models.F('first_year'), '+', models.Value(4)))), name='plan_spans_three_to_five_years'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('plan', 'sequence'), name='edition_place_is_one'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('plan', 'kind', 'year', 'number'), name='edition_number_is_one'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('withdrawn_at', None)), fields=('plan',), name='one_open_edition'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at', None), models.Q(('promulgated_on', None), _negated=True), _connector='OR'), name='confirmed_was_promulgated'),
        ),
        migrations.AddIndex(
            model_name='projectrevision',
            index=models.Index(fields=['organisation', 'edition'], name='revision_by_edition'),
        ),
        migrations.AddConstraint(
            model_name='projectrevision',
            constraint=models.UniqueConstraint(fields=('project', 'edition'), name='revision_is_one'),
        ),
        migrations.AddConstraint(
            model_name='plannedamount',
            constraint=models.UniqueConstraint(fields=('revision', 'year'), name='planned_amount_is_one'),
        ),
        migrations.AddConstraint(
            model_name='plannedamount',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='planned_amount_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='savedkey',
            constraint=models.UniqueConstraint(fields=('organisation', 'key'), name='saved_key_is_one'),
        ),
    ]
