"""What a person tells us: the letter from form, workbook or command to the verb."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from localplan.toolkit.models import StoredFile

from .posts import Kind, Level, Post


@dataclass(frozen=True)
class Person:
    """Someone to be given a post: an account that exists (by username), or one to be made."""

    username: str
    full_name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Appointment:
    """A post given from a day on, with the order it rests on."""

    post: Post
    from_on: dt.date
    until_on: dt.date | None = None
    title: str = ""
    acting: bool = False
    order_number: str = ""
    order_on: dt.date | None = None
    order_file: StoredFile | None = None
    contract_number: str = ""
    supervisor_id: int | None = None


@dataclass(frozen=True)
class DelegationLetter:
    """An LAO's letter that lets an office enter for it."""

    taker_id: int
    from_on: dt.date
    until_on: dt.date
    letter_number: str
    letter_on: dt.date
    letter_file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """One body as the register has it: a row of the file, or an office implied by it. `row` as Excel counts."""

    level: Level
    kind: Kind
    code: str
    name: str
    full_name: str
    name_en: str = ""
    province_code: str = ""
    province_name: str = ""
    district_code: str = ""
    district_name: str = ""
    subdistrict_code: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    area_km2: Decimal | None = None
    row: int | None = None
