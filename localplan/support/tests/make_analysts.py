"""Makers for tests of care and work: a province with two analysts, LAOs in two districts. Only tests may do so."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from localplan.organisations.models import Membership, Post
from localplan.organisations.tests import make
from localplan.support.models import Assignment, DeliveryReport
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import first_of_month


def an_office() -> SimpleNamespace:
    """Head, officer, two analysts supervised by the officer; four LAOs, all in the care of the first analyst."""
    province = make.a_province()
    head = make.a_post(Post.HEAD, at=province, user=make.a_person(full_name="วิชัย บริหาร"))
    officer = make.a_post(Post.OFFICER, at=province, user=make.a_person(full_name="ดวงใจ มั่นคง"))
    first = make.a_post(
        Post.ANALYST,
        at=province,
        user=make.a_person(full_name="มานะ ขยัน"),
        supervisor=officer,
        contract_number="1/2569",
    )
    second = make.a_post(
        Post.ANALYST, at=province, user=make.a_person(full_name="ปิติ สุขใจ"), supervisor=officer, contract_number="2/2569"
    )
    laos = [make.an_lao(make.a_district(province, number), serial) for number in (1, 2) for serial in (1, 2)]
    for lao in laos:
        in_care(lao, first)
    return SimpleNamespace(
        province=province, head=head, officer=officer, first=first, second=second, laos=laos, lao=laos[0]
    )


def in_care(lao: object, keeper: Membership, *, since: int = -100) -> Assignment:
    """In the care of the keeper since so many days from today."""
    return Assignment.objects.create(
        organisation=lao, keeper=keeper, from_on=make.days(since), by=keeper, recorded_at=clock.now()
    )


def last_month() -> dt.date:
    """Its first day."""
    return first_of_month(first_of_month(clock.today()) - dt.timedelta(days=1))


def a_report(analyst: Membership, **values: object) -> DeliveryReport:
    """Handed in for last month, empty."""
    return DeliveryReport.objects.create(
        **{
            "membership": analyst,
            "month": last_month(),
            "content": {"laos": [], "acts": [], "helped": {}, "contacts": [], "noted": []},
            "handed_in_at": clock.now(),
            "version": 2,
            **values,
        }
    )
