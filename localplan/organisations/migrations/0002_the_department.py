"""What an empty register needs before anybody can act: DLA, the operator of batch commands, who supervises whom."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import migrations
from django.utils import timezone

DLA = 1
# Before the first fiscal year that may be recorded (FY2552), so that past work can be entered by batch.
OPERATOR_FROM = dt.date(2008, 10, 1)


def fill(apps, schema_editor):
    Organisation = apps.get_model("organisations", "Organisation")
    Identity = apps.get_model("organisations", "Identity")
    User = apps.get_model(settings.AUTH_USER_MODEL)
    Membership = apps.get_model("organisations", "Membership")
    Supervision = apps.get_model("organisations", "Supervision")
    now = timezone.now()
    names = {
        "kind": "DLA",
        "name": "กรมส่งเสริมการปกครองท้องถิ่น",
        "full_name": "กรมส่งเสริมการปกครองท้องถิ่น",
        "name_en": "Department of Local Administration",
    }
    dla = Organisation.objects.create(id=DLA, level="dla", **names)
    Identity.objects.create(organisation=dla, recorded_at=now, **names)
    operator = User.objects.create(
        username="operator", full_name="คำสั่งประมวลผล", password=make_password(None), created_at=now
    )
    Membership.objects.create(
        user=operator, organisation=dla, post="operator", from_on=OPERATOR_FROM, recorded_at=now
    )
    # Supervision by kind [check]: kept as dated data until checked against the acts.
    since = dt.date(2003, 12, 22)
    Supervision.objects.bulk_create(
        Supervision(kind=kind, authority=authority, through_district=through, from_on=since)
        for kind, authority, through in (
            ("PAO", "governor", False),
            ("CITY", "governor", False),
            ("TOWN", "governor", False),
            ("SPECIAL", "governor", False),
            ("SUBM", "both", True),
            ("SAO", "district", True),
        )
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_the_register_and_its_people")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
