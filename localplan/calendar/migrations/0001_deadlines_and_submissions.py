

import django.db.models.deletion
import localplan.calendar.states
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0002_the_department'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('on', models.DateField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=400, verbose_name='title')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('note_steps', models.JSONField(default=list, help_text='links of the note: [{step, year, period}]')),
                ('source_text', models.TextField(blank=True, help_text='the imported document, word for word')),
                ('questions', models.JSONField(default=list, help_text='open and answered questions of the import')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='calendar.calendar')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to='organisations.organisation')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('months', models.CharField(help_text='as written', max_length=120, verbose_name='months')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='calendar.calendar')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='Circular',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, help_text="typed from the office's register", max_length=60, verbose_name='number')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='dated')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('cites', models.JSONField(default=list, help_text='letters it refers to: [{number, dated_on}]')),
                ('dates', models.JSONField(default=list, help_text='dates the letter names: [{step, kind, on, words}]')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circulars', to='calendar.calendar')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circulars', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt_number', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='organisations.organisation')),
                ('circular', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='calendar.circular')),
            ],
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('provincial_calendar', 'Provincial calendar, briefed to every LAO'), ('provincial_strategy', 'Provincial strategy'), ('lao_strategy', 'Vision and strategy'), ('plan_confirm', 'Confirm the development plan'), ('ordinance', 'Budget ordinance'), ('spending_q1', 'Commitments and disbursements to the end of quarter %(quarter)s'), ('spending_q2', 'Commitments and disbursements to the end of quarter %(quarter)s'), ('spending_q3', 'Commitments and disbursements to the end of quarter %(quarter)s'), ('spending_q4', 'Commitments and disbursements to the end of quarter %(quarter)s'), ('grants_m01', 'Specific-purpose grants, month %(month)s'), ('grants_m02', 'Specific-purpose grants, month %(month)s'), ('grants_m03', 'Specific-purpose grants, month %(month)s'), ('grants_m04', 'Specific-purpose grants, month %(month)s'), ('grants_m05', 'Specific-purpose grants, month %(month)s'), ('grants_m06', 'Specific-purpose grants, month %(month)s'), ('grants_m07', 'Specific-purpose grants, month %(month)s'), ('grants_m08', 'Specific-purpose grants, month %(month)s'), ('grants_m09', 'Specific-purpose grants, month %(month)s'), ('grants_m10', 'Specific-purpose grants, month %(month)s'), ('grants_m11', 'Specific-purpose grants, month %(month)s'), ('grants_m12', 'Specific-purpose grants, month %(month)s'), ('year_close', 'Close the fiscal year'), ('check_q2', 'Verify quarter 2'), ('check_year', 'Verify the year'), ('check_grants_m01', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m02', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m03', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m04', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m05', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m06', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m07', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m08', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m09', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m10', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m11', 'Follow up specific-purpose grants, month %(month)s'), ('check_grants_m12', 'Follow up specific-purpose grants, month %(month)s')], max_length=24)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
            ],
        ),
        migrations.CreateModel(
            name='DeadlineDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField()),
                ('due_on', models.DateField()),
                ('check_due_on', models.DateField()),
                ('closes_on', models.DateField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dates', to='calendar.deadline')),
                ('organisation', models.ForeignKey(help_text='DLA: all; a province: its LAOs; an LAO', on_delete=django.db.models.deletion.PROTECT, related_name='deadline_dates', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='FiscalYear',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number__range', (2540, 2640))), name='fiscal_year_is_be')],
            },
        ),
        migrations.AddField(
            model_name='deadline',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='calendar.fiscalyear'),
        ),
        migrations.AddField(
            model_name='circular',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circulars', to='calendar.fiscalyear'),
        ),
        migrations.AddField(
            model_name='calendar',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to='calendar.fiscalyear'),
        ),
        migrations.CreateModel(
            name='GuidanceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='0: the row has a single, unnumbered item')),
                ('text', models.TextField()),
                ('links', models.JSONField(default=list, help_text='[{step, year, period, opens_on, due_on, check_due_on}]')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='calendar.calendarrow')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('circular', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='calendar.circular')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField()),
                ('due_on', models.DateField()),
                ('check_due_on', models.DateField()),
                ('closes_on', models.DateField(blank=True, null=True)),
                ('extended', models.BooleanField(default=False)),
                ('life', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('accepted', 'accepted')], default=localplan.calendar.states.Life['DRAFT'], max_length=10)),
                ('nothing', models.BooleanField(default=False)),
                ('first_full_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('opened_by_checker_at', models.DateTimeField(blank=True, null=True)),
                ('correct_by', models.DateField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='accepted', null=True)),
                ('released_on', models.DateField(blank=True, help_text='the organisation closed or merged: no duty left', null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='calendar.deadline')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='organisations.organisation')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
            ],
        ),
        migrations.CreateModel(
            name='SubmissionMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('submit', 'submit'), ('declare_nothing', 'declare_nothing'), ('undo', 'undo'), ('ask_reopen', 'ask_reopen'), ('return', 'return'), ('accept', 'accept'), ('reopen', 'reopen')], max_length=20)),
                ('before', models.CharField(max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('nothing', models.BooleanField(default=False)),
                ('there', models.PositiveIntegerField(default=0)),
                ('expected', models.PositiveIntegerField(default=0)),
                ('items', models.JSONField(default=list, help_text='[{item, verdict, reason}] of a review')),
                ('reason', models.TextField(blank=True)),
                ('correct_by', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='calendar.submission')),
            ],
        ),
        migrations.CreateModel(
            name='YearBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_books', to='organisations.organisation')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_books', to='calendar.fiscalyear')),
            ],
        ),
        migrations.AddConstraint(
            model_name='calendarrow',
            constraint=models.UniqueConstraint(fields=('calendar', 'number'), name='calendar_row_number_is_one'),
        ),
        migrations.AddConstraint(
            model_name='calendarrow',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='calendar_row_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(fields=('circular', 'organisation'), name='acknowledged_once'),
        ),
        migrations.AddIndex(
            model_name='deadlinedate',
            index=models.Index(fields=['deadline', 'organisation', '-id'], name='deadline_date_latest'),
        ),
        migrations.AddConstraint(
            model_name='deadlinedate',
            constraint=models.CheckConstraint(condition=models.Q(('check_due_on__gte', models.F('due_on')), ('due_on__gte', models.F('opens_on')), models.Q(('closes_on', None), ('closes_on__gte', models.F('due_on')), _connector='OR')), name='deadline_dates_are_in_order'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(fields=('year', 'step'), name='deadline_is_one'),
        ),
        migrations.AddConstraint(
            model_name='calendar',
            constraint=models.UniqueConstraint(fields=('organisation', 'year'), name='calendar_is_one_a_year'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['organisation', 'deadline'], name='submission_by_organisation'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('deadline', 'organisation'), name='submission_is_one'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('life__in', ['draft', 'submitted', 'returned', 'accepted'])), name='submission_life_is_known'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('life', 'returned'), _negated=True), models.Q(('correct_by', None), _negated=True), _connector='OR'), name='returned_has_a_correction_date'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('life__in', ['draft', 'returned']), models.Q(('submitted_at', None), _negated=True), _connector='OR'), name='submitted_has_a_moment'),
        ),
        migrations.AddIndex(
            model_name='submissionmove',
            index=models.Index(fields=['submission', '-at'], name='move_by_submission'),
        ),
        migrations.AddConstraint(
            model_name='yearbook',
            constraint=models.UniqueConstraint(fields=('organisation', 'year'), name='year_book_is_one'),
        ),
    ]
