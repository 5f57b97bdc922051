"""Word parts of invented names: places that could lie there but do not, people who could work there but do not.

Every part is Thai and its romanisation (RTGS), so that names, English names and usernames come from one table.
No place name these parts can form is the name of a real LAO, save the provinces' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

Part = tuple[str, str]


def parts(table: str) -> tuple[Part, ...]:
    """Lines of "ไทย=Roman, …" as pairs."""
    pairs = (entry.strip().split("=") for line in table.strip().splitlines() for entry in line.rstrip(", ").split(","))
    return tuple((thai, roman) for thai, roman in pairs)


@dataclass(frozen=True)
class Province:
    """A real province by name and code; `centre` and `reach` (degrees) say where its invented places lie."""

    code: str
    name: str
    name_en: str
    telephone: str
    centre: tuple[float, float]
    reach: float
    heads: tuple[Part, ...]


NAN = Province(
    "55", "น่าน", "Nan", "0 5400", (18.80, 100.78), 0.45,
    parts("ห้วย=Huai, ดอย=Doi, ปง=Pong, สบ=Sop, นา=Na, บ้าน=Ban, น้ำ=Nam, ป่า=Pa, ผา=Pha, แม่=Mae, ฝาย=Fai, สัน=San"),
)  # fmt: skip
RAYONG = Province(
    "21", "ระยอง", "Rayong", "0 3800", (12.83, 101.42), 0.22,
    parts("มาบ=Map, ชาก=Chak, เขา=Khao, หนอง=Nong, คลอง=Khlong, เนิน=Noen, หาด=Hat, ท่า=Tha"),
)  # fmt: skip
SATUN = Province(
    "91", "สตูล", "Satun", "0 7400", (6.80, 100.02), 0.18,
    parts("ควน=Khuan, ทุ่ง=Thung, เกาะ=Ko, บาง=Bang, วัง=Wang, ปลัก=Plak"),
)  # fmt: skip

#: What follows the first part of a place name: no two-part name made with these is real.
TAILS = parts("""
ฟ้าหมอก=Fa Mok, แสงคำ=Saeng Kham, ไม้หอม=Mai Hom, จันทร์ฉาย=Chan Chai, ดาวเรือง=Dao Rueang, ลมโชย=Lom Choi
เมฆขาว=Mek Khao, รุ้งงาม=Rung Ngam, บัวคำแดง=Bua Kham Daeng, น้ำค้าง=Nam Khang, ทองอร่าม=Thong Aram
หินลายคำ=Hin Lai Kham, ศิลาทอง=Sila Thong, พฤกษาราม=Phrueksaram, สุขเกษม=Suk Kasem, ใบตองหอม=Bai Tong Hom
สายหมอก=Sai Mok, แก้วมุกดา=Kaeo Mukda, พลอยแสง=Phloi Saeng, ชมเดือน=Chom Duean, เพียงดิน=Phiang Din
ร่มเย็นใจ=Rom Yen Chai, นกยูงคำ=Nok Yung Kham, กวางเผือก=Kwang Phueak, ธารทิพย์=Than Thip, มะลิลา=Malila
ช่อฟ้า=Cho Fa, ผึ้งหลวง=Phueng Luang, ปีกไม้=Pik Mai, ดินอุ่น=Din Un, ตะวันรอน=Tawan Ron, เกล็ดแก้ว=Klet Kaeo
""")

FIRST_NAMES = parts("""
กมล=kamon, กัญญา=kanya, เกษม=kasem, ขวัญใจ=khwanchai, จันทร์เพ็ญ=chanphen, จิราพร=chiraphon, ชาญ=chan, ชลธิชา=chonthicha
ณัฐพล=natthaphon, ดวงใจ=duangchai, ทรงศักดิ์=songsak, ธนากร=thanakon, ธีรพงษ์=thiraphong, นงลักษณ์=nonglak
นภา=napha, นิพนธ์=niphon, นุชรี=nutcharee, บุญชัย=bunchai, ประภาส=praphat, ปราณี=pranee, ปิยะ=piya, พรทิพย์=phonthip
พงศกร=phongsakon, พิมพ์ใจ=phimchai, ภาณุ=phanu, มณีรัตน์=maneerat, มานพ=manop, ยุพิน=yuphin, รัชนี=ratchanee
เรวัตร=rewat, ลัดดา=ladda, วรรณา=wanna, วิชัย=wichai, วิไล=wilai, ศิริพร=siriphon, สมชาย=somchai, สมบูรณ์=sombun
สมหญิง=somying, สายฝน=saifon, สุดา=suda, สุเทพ=suthep, สุนทร=sunthon, เสาวลักษณ์=saowalak, อนงค์=anong, อนุชา=anucha
อรทัย=orathai, อัมพร=amphon, อารีย์=aree, อุดม=udom, เอกชัย=ekkachai
""")
SURNAME_HEADS = parts("""
แก้ว=kaeo, ทอง=thong, ศรี=si, วงศ์=wong, บุญ=bun, ใจ=chai, คำ=kham, สุข=suk, มณี=manee, จันทร์=chan, แสง=saeng, พรม=phrom
ชัย=chai, ดวง=duang, เพชร=phet, รัตน=rattana
""")
SURNAME_TAILS = (
    "ปัญญา",
    "ไพศาล",
    "มงคล",
    "สมบูรณ์",
    "วัฒนา",
    "เรืองกิจ",
    "รักษา",
    "งามตา",
    "อินทร์แปง",
    "สว่างจิต",
    "ธำรง",
    "พนาลี",
    "เกื้อกูล",
    "ชูเกียรติ",
    "ประเสริฐสุข",
    "ดำรงกิจ",
)


def place_names(province: Province) -> Iterator[Part]:
    """Every place name the province can have, in a fixed order."""
    for head, head_en in province.heads:
        for tail, tail_en in TAILS:
            yield head + tail, f"{head_en} {tail_en}"


class People:
    """Draws people, each once: full name and a username nobody else has."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.names: set[str] = set()
        self.usernames: dict[str, int] = {}

    def draw(self) -> tuple[str, str]:
        """Full name and username: ("ชาญ แก้วมงคล", "chan.ka", the second of them "chan.ka2")."""
        while True:
            first, first_en = self.chance.choice(FIRST_NAMES)
            head, head_en = self.chance.choice(SURNAME_HEADS)
            full_name = f"{first} {head}{self.chance.choice(SURNAME_TAILS)}"
            if full_name not in self.names:
                break
        self.names.add(full_name)
        base = f"{first_en}.{head_en[:2]}"
        self.usernames[base] = count = self.usernames.get(base, 0) + 1
        return full_name, base if count == 1 else f"{base}{count}"
