"""Makers for tests: rows put straight into the tables, with believable defaults. Only tests may do so."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from localplan.organisations.facts import Registered
from localplan.organisations.middleware import ACTING
from localplan.organisations.models import (
    Delegation,
    Identity,
    Kind,
    Level,
    Membership,
    Organisation,
    Post,
    User,
)
from localplan.organisations.posts import DLA_ID, PREFIXES
from localplan.organisations.provinces import PROVINCES
from localplan.toolkit import clock

PASSWORD = "rice-and-river-57"
_names = count(1)
_PROVINCES = {50: "เชียงใหม่", 55: "น่าน", 56: "พะเยา", 57: "เชียงราย", 58: "แม่ฮ่องสอน"}


def days(number: int) -> dt.date:
    """So many days from today."""
    return clock.today() + dt.timedelta(days=number)


def the_department() -> Organisation:
    """DLA, made by the migrations."""
    return Organisation.objects.get(pk=DLA_ID)


def _an_organisation(id: int, level: Level, kind: Kind, name: str, parent: Organisation, **values: Any) -> Organisation:
    full_name = PREFIXES[kind][1] + name
    made = Organisation.objects.create(
        id=id, level=level, kind=kind, name=name, full_name=full_name, parent=parent, **values
    )
    Identity.objects.create(
        organisation=made,
        parent=parent,
        kind=kind,
        name=name,
        full_name=full_name,
        code=made.code,
        recorded_at=clock.now(),
    )
    return made


def a_province(code: int = 57, name: str = "", **values: Any) -> Organisation:
    """The provincial office of a province, its id code × 100,000; the one already there if there is one."""
    there = Organisation.objects.filter(pk=code * 100_000).first()
    return there or _an_organisation(
        code * 100_000,
        Level.PROVINCE,
        Kind.PROVINCE,
        name or _PROVINCES.get(code, f"จังหวัด{code}"),
        the_department(),
        **values,
    )


def a_district(province: Organisation | None = None, number: int = 1, name: str = "", **values: Any) -> Organisation:
    """The district office: province + number × 1,000; the one already there if there is one."""
    province = province or a_province()
    id = province.id + number * 1000
    there = Organisation.objects.filter(pk=id).first()
    return there or _an_organisation(id, Level.DISTRICT, Kind.DISTRICT, name or f"เวียง{number}", province, **values)


def an_lao(
    district: Organisation | None = None,
    serial: int | None = None,
    kind: Kind = Kind.SAO,
    name: str = "",
    **values: Any,
) -> Organisation:
    """An LAO of the district (default the first of province 57), its code that of the register."""
    district = district or a_district()
    if serial is None:
        serial = Organisation.objects.filter(parent=district).count() + 1
    id = district.id + serial
    values.setdefault("code", f"{'5' if kind == Kind.SAO else '4'}{id % 1_000_000:06d}"[:7])
    return _an_organisation(id, Level.LAO, kind, name or f"ห้วยน้ำใส{serial}", district, **values)


def a_person(username: str = "", full_name: str = "", *, password: str | None = PASSWORD, **values: Any) -> User:
    """An account that can sign in with PASSWORD; `password=None`: not yet."""
    number = next(_names)
    return User.objects.create(
        username=username or f"person{number}",
        full_name=full_name or f"สมชาย ใจดี{number}",
        password=make_password(password),
        created_at=clock.now(),
        **values,
    )


def a_post(
    post: Post = Post.CLERK,
    *,
    at: Organisation,
    user: User | None = None,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
    **values: Any,
) -> Membership:
    """A post in force since last year; without end unless the post must have one. A person is made if none is given."""
    if until_on is None and (values.get("acting") or post in (Post.ANALYST, Post.AUDITOR)):
        until_on = days(200)
    if post == Post.ANALYST:
        values.setdefault("contract_number", "8/2569")
        if "supervisor" not in values:
            values["supervisor"] = a_post(Post.OFFICER, at=at)
    if post == Post.AUDITOR:
        values.setdefault("order_number", "มท 0801/12")
    return Membership.objects.create(
        user=user or a_person(),
        organisation=at,
        post=post,
        from_on=from_on or days(-400),
        until_on=until_on,
        recorded_at=clock.now(),
        **values,
    )


def a_post_that_ended_yesterday(post: Post = Post.CLERK, *, at: Organisation, **values: Any) -> Membership:
    """Held until yesterday, the last day included."""
    return a_post(post, at=at, until_on=days(-1), **values)


def a_delegation(by: Membership, to: Organisation, **values: Any) -> Delegation:
    """A letter of the LAO of `by`, in force for a year."""
    return Delegation.objects.create(
        **{
            "giver": by.organisation,
            "taker": to,
            "from_on": days(-10),
            "until_on": days(355),
            "letter_number": "นน 71201/5",
            "letter_on": days(-11),
            "by": by,
            "recorded_at": clock.now(),
            **values,
        }
    )


def signed_in(client: Client, membership: Membership) -> Client:
    """The client, signed in and acting in this post."""
    client.force_login(membership.user)
    session = client.session
    session[ACTING] = membership.pk
    session.save()
    return client


def a_scan(name: str = "คำสั่ง.pdf", content: bytes = b"%PDF-1.4\n1 0 obj\nendobj\n") -> SimpleUploadedFile:
    """A scanned order as a browser hands it in."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


_TYPE_DIGIT = {Kind.PAO: 2, Kind.CITY: 3, Kind.TOWN: 4, Kind.SUBM: 5, Kind.SAO: 6, Kind.SPECIAL: 3}


def a_registered(
    serial: int = 1, name: str = "", kind: Kind = Kind.SAO, *, district: str = "5701", **values: Any
) -> Registered:
    """One row of DLA's list, in district 5701 of province 57 unless said otherwise; its code follows from all that."""
    name = name or f"ห้วยน้ำใส{serial}"
    row = Registered(
        level=Level.LAO,
        kind=kind,
        code=f"{_TYPE_DIGIT[kind]}{district}{serial:02d}",
        name=name,
        full_name=PREFIXES[kind][1] + name,
        province_code=district[:2],
        province_name=PROVINCES.get(district[:2], f"จังหวัด{district[:2]}"),
        district_code=district,
        district_name=f"เวียง{district[2:]}",
    )
    return replace(row, **values)


def a_list(*rows: Registered) -> list[Registered]:
    """The rows numbered as in the sheet: the header is row 1."""
    return [replace(row, row=number) for number, row in enumerate(rows, start=2)]


def as_csv(*rows: Registered, encoding: str = "utf-8", **wrong: str) -> bytes:
    """The rows as DLA hands them in. `wrong` overwrites a column of the last row."""
    lines = []
    for row in rows:
        given = (row.latitude, row.longitude, row.area_km2)
        figures = {name: "" if value is None else value for name, value in zip(_FIGURES, given, strict=True)}
        lines.append(
            {
                "lao_code": row.code,
                "lao_type": row.kind.value,
                "name_th": row.name,
                "full_name_th": row.full_name,
                "province_code": row.province_code,
                "province_th": row.province_name,
                "district_code": row.district_code,
                "district_th": row.district_name,
                "name_en": row.name_en,
                "subdistrict_code": row.subdistrict_code,
                **figures,
            }
        )
    lines[-1] |= wrong
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


_FIGURES = ("lat", "lon", "area_km2")


def the_operator() -> Membership:
    """In whose post batch commands act; made by the migrations."""
    return Membership.objects.for_acting().get(post=Post.OPERATOR)
