

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('toolkit', '0002_stored_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('username', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9._-]*\\Z', 'Use small English letters, digits, dot, dash or underscore.')], verbose_name='username')),
                ('full_name', models.CharField(max_length=120, verbose_name='name and surname')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('language', models.CharField(choices=[('th', 'ไทย'), ('en', 'English')], default='th', max_length=2)),
                ('text_size', models.PositiveSmallIntegerField(choices=[(0, 'normal'), (1, 'large'), (2, 'very large')], default=0)),
                ('created_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('username__regex', '^[a-z0-9][a-z0-9._-]*$')), name='user_username_is_plain')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('kind', models.CharField(choices=[('DLA', 'department'), ('PROVINCE', 'provincial office'), ('DISTRICT', 'district office'), ('PAO', 'provincial administrative organisation'), ('CITY', 'city municipality'), ('TOWN', 'town municipality'), ('SUBM', 'subdistrict municipality'), ('SAO', 'subdistrict administrative organisation'), ('SPECIAL', 'special local government')], max_length=10, verbose_name='type')),
                ('code', models.CharField(blank=True, help_text="DLA's seven digits; empty for offices", max_length=10, verbose_name='code')),
                ('name', models.CharField(help_text='without the words for its type', max_length=200, verbose_name='name')),
                ('full_name', models.CharField(max_length=250, verbose_name='full name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('id', models.IntegerField(primary_key=True, serialize=False)),
                ('level', models.CharField(choices=[('dla', 'Department of Local Administration'), ('province', 'provincial office'), ('district', 'district office'), ('lao', 'local administrative organisation')], max_length=10, verbose_name='level')),
                ('name_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='thai_key'), output_field=models.TextField(db_collation='C'))),
                ('subdistrict_code', models.CharField(blank=True, max_length=6, verbose_name='subdistrict code')),
                ('latitude', models.DecimalField(blank=True, decimal_places=7, max_digits=10, null=True, verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=7, max_digits=10, null=True, verbose_name='longitude')),
                ('area_km2', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='area (km²)')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('address', models.CharField(blank=True, max_length=400, verbose_name='address')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('absorbed', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, help_text='ids of LAOs merged into it', size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='organisations.organisation', verbose_name='merged into')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisations.organisation', verbose_name='belongs to')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(choices=[('planner', 'planner'), ('finance', 'finance officer'), ('clerk', 'clerk'), ('executive', 'executive'), ('head', 'head of office'), ('officer', 'officer'), ('analyst', 'contracted analyst'), ('group_head', 'head of group'), ('director', 'director'), ('administrator', 'system administrator'), ('auditor', 'auditor'), ('viewer', 'viewer'), ('operator', 'operator (batch commands)')], max_length=15, verbose_name='post')),
                ('title', models.CharField(blank=True, help_text='as on the order, when it differs', max_length=120, verbose_name='title')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('acting', models.BooleanField(default=False, verbose_name='acting')),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='order number')),
                ('order_on', models.DateField(blank=True, null=True, verbose_name='order dated')),
                ('contract_number', models.CharField(blank=True, max_length=60, verbose_name='contract number')),
                ('ended_reason', models.CharField(blank=True, max_length=300, verbose_name='why it ended')),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('appointed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='organisations.membership', verbose_name='takes over from')),
                ('order_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toolkit.storedfile', verbose_name='scanned order')),
                ('supervisor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervised', to='organisations.membership', verbose_name='supervisor')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.organisation', verbose_name='organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DLA', 'department'), ('PROVINCE', 'provincial office'), ('DISTRICT', 'district office'), ('PAO', 'provincial administrative organisation'), ('CITY', 'city municipality'), ('TOWN', 'town municipality'), ('SUBM', 'subdistrict municipality'), ('SAO', 'subdistrict administrative organisation'), ('SPECIAL', 'special local government')], max_length=10, verbose_name='type')),
                ('code', models.CharField(blank=True, help_text="DLA's seven digits; empty for offices", max_length=10, verbose_name='code')),
                ('name', models.CharField(help_text='without the words for its type', max_length=200, verbose_name='name')),
                ('full_name', models.CharField(max_length=250, verbose_name='full name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('from_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('recorded_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identities', to='organisations.organisation')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(verbose_name='until')),
                ('letter_number', models.CharField(max_length=60, verbose_name='letter number')),
                ('letter_on', models.DateField(verbose_name='letter dated')),
                ('revoked_on', models.DateField(blank=True, null=True, verbose_name='revoked on')),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('letter_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toolkit.storedfile', verbose_name='scanned letter')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='organisations.organisation', verbose_name='given by')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='organisations.organisation', verbose_name='given to')),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=40)),
                ('object_type', models.CharField(max_length=40)),
                ('object_id', models.BigIntegerField()),
                ('label', models.CharField(blank=True, max_length=300)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='organisations.membership', verbose_name='by')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='organisations.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ResetLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reset_links', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=40)),
                ('address', models.GenericIPAddressField(null=True)),
                ('browser', models.CharField(blank=True, max_length=200)),
                ('outcome', models.CharField(choices=[('done', 'signed in'), ('wrong', 'wrong password'), ('throttled', 'too many tries'), ('no_post', 'no post in force'), ('out', 'signed out')], max_length=10)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DLA', 'department'), ('PROVINCE', 'provincial office'), ('DISTRICT', 'district office'), ('PAO', 'provincial administrative organisation'), ('CITY', 'city municipality'), ('TOWN', 'town municipality'), ('SUBM', 'subdistrict municipality'), ('SAO', 'subdistrict administrative organisation'), ('SPECIAL', 'special local government')], max_length=10)),
                ('authority', models.CharField(choices=[('governor', 'governor'), ('both', 'governor with the district chief'), ('district', 'district chief')], max_length=10)),
                ('through_district', models.BooleanField(help_text='letters go through the district')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'from_on'), name='supervision_once_a_day')],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['level', 'name_key'], name='organisation_by_name'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None), models.Q(('code', ''), _negated=True)), fields=('code',), name='organisation_code_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('PAO', 'CITY', 'TOWN', 'SUBM', 'SAO', 'SPECIAL')), ('level', 'lao')), models.Q(('kind', 'DLA'), ('level', 'dla')), models.Q(('kind', 'PROVINCE'), ('level', 'province')), models.Q(('kind', 'DISTRICT'), ('level', 'district')), _connector='OR'), name='organisation_kind_fits_level'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'dla'), ('parent', None)), models.Q(models.Q(('level', 'dla'), _negated=True), models.Q(('parent', None), _negated=True)), _connector='OR'), name='organisation_has_a_parent'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('closed_on', None), _negated=True), _connector='OR'), name='organisation_merged_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', ('5', '21')), ('longitude__range', ('97', '106'))), _connector='OR'), name='organisation_lies_in_thailand'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['organisation', 'post', 'from_on'], name='membership_by_post'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='membership_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acting', True), ('post__in', ['analyst', 'auditor']), _connector='OR', _negated=True), models.Q(('until_on', None), _negated=True), _connector='OR'), name='appointment_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('post', 'analyst'), _negated=True), models.Q(models.Q(('contract_number', ''), _negated=True), models.Q(('supervisor', None), _negated=True)), _connector='OR'), name='analyst_has_a_contract'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('post', 'auditor'), _negated=True), models.Q(('order_number', ''), _negated=True), _connector='OR'), name='auditor_has_a_letter'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('organisation', '='), ('post', '='), (models.Func('from_on', 'until_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='person_holds_a_post_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('post__in', ['clerk', 'executive', 'head', 'director'])), expressions=[('organisation', '='), ('post', '='), ('acting', '='), (models.Func('from_on', 'until_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_holder_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='identity',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('organisation', '='), (models.Func('from_on', 'until_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='identity_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='identity',
            constraint=models.CheckConstraint(condition=models.Q(('from_on', None), ('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='identity_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='delegation_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='delegation_is_to_another'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['object_type', 'object_id', '-at'], name='change_by_record'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['organisation', '-at'], name='change_by_organisation'),
        ),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(fields=['by', '-at'], name='access_by_post'),
        ),
        migrations.AddIndex(
            model_name='signin',
            index=models.Index(fields=['username', 'at'], name='sign_in_by_name'),
        ),
        migrations.AddIndex(
            model_name='signin',
            index=models.Index(fields=['user', '-at'], name='sign_in_by_user'),
        ),
    ]
