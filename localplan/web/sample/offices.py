"""Who sits in the offices above the LAOs: the Department, the provincial offices, the district offices."""

from __future__ import annotations

import datetime as dt

from localplan.organisations.posts import DLA_ID, Post
from localplan.toolkit import clock

from .desk import Desk, Seat, today_of
from .names import NAN, SATUN, Province
from .nation import District
from .timeline import Timeline

OPERATOR: Seat = (DLA_ID, "operator")
ADMINISTRATOR: Seat = (DLA_ID, "administrator")
DIRECTOR: Seat = (DLA_ID, "director")


def office_of(province: Province) -> int:
    return int(province.code) * 100_000


def staff_the_department(time: Timeline, desk: Desk) -> None:
    """The administrator sits down first, then the directors one after another, and the staff."""

    def begin(day: dt.date) -> None:
        desk.appoint(OPERATOR, DLA_ID, [(desk.someone("sample.admin"), today_of(Post.ADMINISTRATOR))])
        title = "ผู้อำนวยการกองพัฒนาและส่งเสริมการบริหารงานท้องถิ่น"
        desk.appoint(ADMINISTRATOR, DLA_ID, [(desk.someone(), today_of(Post.DIRECTOR, title=title))])

    def successor(username: str) -> None:
        desk.hand_over(ADMINISTRATOR, DIRECTOR, desk.someone(username), today_of(Post.DIRECTOR))

    def staff(day: dt.date) -> None:
        head = today_of(Post.GROUP_HEAD, title="หัวหน้ากลุ่มงานแผนพัฒนาท้องถิ่น")
        officer = today_of(Post.OFFICER, title="นักส่งเสริมการปกครองท้องถิ่นชำนาญการ")
        desk.appoint(DIRECTOR, DLA_ID, [(desk.someone("sample.group"), head)])
        desk.appoint(DIRECTOR, DLA_ID, [(desk.someone("sample.dla"), officer)])
        desk.appoint(DIRECTOR, DLA_ID, [(desk.someone(), officer)], beside="leaving")
        desk.appoint(DIRECTOR, DLA_ID, [(desk.someone(), officer)], beside="2")

    def onlookers(day: dt.date) -> None:
        until = time.today + dt.timedelta(days=90)
        letter = desk.order(day, "หนังสือ ตผ")
        auditor = today_of(Post.AUDITOR, until_on=until, title="นักวิชาการตรวจเงินแผ่นดิน", **letter)
        desk.appoint(DIRECTOR, DLA_ID, [(desk.someone("sample.audit"), auditor)])
        desk.appoint(DIRECTOR, DLA_ID, [(desk.someone("sample.viewer"), today_of(Post.VIEWER))])

    time.on(time.ago(3_300), begin)
    time.on(time.october(5), lambda day: successor(""))
    time.on(time.october(1), lambda day: successor("sample.director"))
    time.on(time.ago(1_500), staff)
    time.on(time.ago(430), lambda day: desk.end(DIRECTOR, (DLA_ID, "officer leaving"), day, "โอนไปกรมการปกครอง"))
    time.on(time.ago(75), onlookers)


def staff_the_provincial_office(time: Timeline, desk: Desk, province: Province) -> None:
    """Heads one after another, officers who come and go, analysts under contract."""
    office = office_of(province)
    head: Seat = (office, "head")
    title = f"ท้องถิ่นจังหวัด{province.name}"
    large = province == NAN

    def begin(day: dt.date) -> None:
        desk.appoint(DIRECTOR, office, [(desk.someone(), today_of(Post.HEAD, title=title))])
        officer = today_of(Post.OFFICER, title="นักส่งเสริมการปกครองท้องถิ่นชำนาญการ")
        desk.appoint(head, office, [(desk.someone("sample.province" if large else ""), officer)])
        for number in range(2, 6 if large else 4):
            desk.appoint(head, office, [(desk.someone(), officer)], beside=str(number))

    def successor(username: str) -> None:
        given = today_of(Post.HEAD, title=title, **desk.order(clock.today(), "คำสั่งกรม"))
        desk.hand_over(DIRECTOR, head, desk.someone(username), given)

    time.on(time.ago(3_100) + dt.timedelta(days=time.chance.randint(0, 40)), begin)
    time.on(time.october(4), lambda day: successor(""))
    time.on(time.october(2), lambda day: successor("sample.head" if large else ""))
    time.on(time.between(700, 300), lambda day: desk.end(head, (office, "officer 2"), day, "ย้ายไปจังหวัดอื่น"))
    if province == SATUN:
        _leave_to_an_acting_head(time, desk, office)
    _contract_analysts(time, desk, province)

    def look_on(day: dt.date) -> None:
        until = time.today + dt.timedelta(days=120)
        desk.appoint(
            DIRECTOR,
            office,
            [(desk.someone("sample.auditor"), today_of(Post.AUDITOR, until_on=until, **desk.order(day, "หนังสือ ตผ")))],
        )
        desk.appoint(head, office, [(desk.someone("sample.observer"), today_of(Post.VIEWER, title="อาจารย์มหาวิทยาลัย"))])

    if large:
        time.on(time.ago(60), look_on)


def _leave_to_an_acting_head(time: Timeline, desk: Desk, office: int) -> None:
    """The head has left early, and an officer acts in the post beside his own until a successor is named."""

    def act(day: dt.date) -> None:
        until = time.today + dt.timedelta(days=40)
        given = today_of(Post.HEAD, acting=True, until_on=until, **desk.order(day, "คำสั่งกรม"))
        desk.appoint(DIRECTOR, office, [(desk.again((office, "officer")), given)])

    time.on(time.ago(80), lambda day: desk.end(DIRECTOR, (office, "head"), day, "ไปช่วยราชการส่วนกลาง"))
    time.on(time.ago(70), act)


def _contract_analysts(time: Timeline, desk: Desk, province: Province) -> None:
    """Contracts of about a year: one that ends within 60 days, one that has ended, one that still runs long."""
    office = office_of(province)

    def contract(number: str, ends: dt.date, *, username: str = "", again: bool = False) -> None:
        seat = (office, f"analyst {number}")
        person = desk.again(seat) if again else desk.someone(username)
        given = today_of(
            Post.ANALYST,
            until_on=ends,
            title="จนท.วถ. (จ้างเหมาบริการ)",
            contract_number=f"{number}/{ends.year + 543}",
            supervisor_id=desk.holders[(office, "officer")].pk,
        )
        desk.appoint((office, "head"), office, [(person, given)], beside=number)

    def on(days: int, number: str, until: int, *, username: str = "", again: bool = False) -> None:
        """From so many days ago until so many days from today."""
        ends = time.today + dt.timedelta(days=until)
        time.on(time.ago(days), lambda day: contract(number, ends, username=username, again=again))

    if province != NAN:
        on(300, "1", -25 if province == SATUN else 60)
        return
    on(690, "1", -330, username="sample.analyst")
    on(320, "1", 45, again=True)
    on(390, "2", -20)
    on(125, "3", 240)


def staff_the_district_office(
    time: Timeline, desk: Desk, province: Province, district: District, username: str
) -> None:
    """One or two officers, appointed from the provincial office."""
    office = office_of(province)
    officer = (district.id, "officer")
    observed = username != ""

    def begin(day: dt.date) -> None:
        given = today_of(Post.OFFICER, title=f"ท้องถิ่นอำเภอ{district.name}")
        desk.appoint((office, "head"), district.id, [(desk.someone(username), given)])
        if time.chance.random() < 0.3:
            desk.appoint((office, "officer"), district.id, [(desk.someone(), today_of(Post.OFFICER))], beside="2")

    time.on(time.between(2_900, 2_700), begin)
    if not observed and time.chance.random() < 0.4:
        given_on = time.october(time.chance.randint(1, 4))
        time.on(
            given_on,
            lambda day: desk.hand_over((office, "head"), officer, desk.someone(), today_of(Post.OFFICER)),
        )
    if observed:
        time.on(
            time.ago(55),
            lambda day: desk.appoint(
                (office, "head"), district.id, [(desk.again((office, "viewer")), today_of(Post.VIEWER))]
            ),
        )
