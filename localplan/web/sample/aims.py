"""What provinces and LAOs of the sample want: issues, visions, strategies, tactics and the programmes below them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from localplan.strategy.facts import IssueFact

#: The issues of a province with their goals; the fourth differs from province to province.
ISSUES = (
    ("การพัฒนาโครงสร้างพื้นฐานและเมืองน่าอยู่", "การเดินทางสะดวกและปลอดภัยทุกพื้นที่\nทุกครัวเรือนมีน้ำสะอาดและไฟฟ้าใช้"),
    (
        "การยกระดับคุณภาพชีวิตและสังคมที่เข้มแข็ง",
        "ประชาชนทุกช่วงวัยเข้าถึงบริการสุขภาพและสวัสดิการ\nชุมชนปลอดภัยจากยาเสพติดและอุบัติเหตุ",
    ),
    ("การพัฒนาคนและสืบสานวัฒนธรรม", "เด็กทุกคนได้เรียนรู้อย่างมีคุณภาพ\nประเพณีและภูมิปัญญาได้รับการสืบทอด"),
    ("{economy}", "รายได้ของครัวเรือนเพิ่มขึ้น\nสินค้าและบริการของชุมชนมีมาตรฐาน"),
    ("การจัดการทรัพยากรธรรมชาติและสิ่งแวดล้อมอย่างยั่งยืน", "ขยะถูกคัดแยกตั้งแต่ต้นทาง\nป่าและแหล่งน้ำได้รับการฟื้นฟู"),
)
#: By the code of the province: what its economy lives on, and its vision.
PROVINCES = {
    "55": (
        "เกษตรปลอดภัย ท่องเที่ยวเชิงวัฒนธรรม และการค้าชายแดน",
        "เมืองแห่งความสุข ธรรมชาติงดงาม วัฒนธรรมมีชีวิต เศรษฐกิจชุมชนเข้มแข็ง",
    ),
    "21": ("อุตสาหกรรมสะอาด เกษตรเพิ่มมูลค่า และท่องเที่ยวชายทะเล", "เมืองนวัตกรรม ก้าวหน้า คุณภาพชีวิตดี สิ่งแวดล้อมสมดุล"),
    "91": ("ท่องเที่ยวเชิงนิเวศ ประมงพื้นบ้าน และการค้าชายแดน", "เมืองท่องเที่ยวสร้างสรรค์ สังคมพหุวัฒนธรรมที่เป็นสุข"),
}

VISIONS = (
    "{name}น่าอยู่ ผู้คนสุขภาพดี เศรษฐกิจชุมชนเข้มแข็ง สิ่งแวดล้อมยั่งยืน",
    "โครงสร้างพื้นฐานทั่วถึง คนมีคุณภาพ ชุมชนพึ่งตนเองได้ บริหารจัดการด้วยธรรมาภิบาล",
    "{name}เมืองแห่งการเรียนรู้ อนุรักษ์วัฒนธรรม นำเกษตรปลอดภัย ใส่ใจสิ่งแวดล้อม",
    "พัฒนาอย่างมีส่วนร่วม สังคมปลอดภัย รายได้มั่นคง {name}เป็นสุข",
    "บริการดี ถนนดี น้ำสะอาด คนรุ่นใหม่กลับบ้าน {name}ก้าวหน้าอย่างยั่งยืน",
)
MISSIONS = (
    "ก่อสร้างและบำรุงรักษาสาธารณูปโภคให้ได้มาตรฐานและทั่วถึง",
    "ส่งเสริมสุขภาพ การศึกษา และสวัสดิการของประชาชนทุกช่วงวัย",
    "ส่งเสริมอาชีพและช่องทางการตลาดของกลุ่มอาชีพในชุมชน",
    "ทำนุบำรุงศาสนา ศิลปะ จารีตประเพณี และภูมิปัญญาท้องถิ่น",
    "อนุรักษ์ทรัพยากรธรรมชาติและจัดการขยะตั้งแต่ต้นทาง",
    "บริหารงานอย่างโปร่งใส ประชาชนตรวจสอบได้",
)


@dataclass(frozen=True)
class Aim:
    """A tactic of the table below, and the programmes its projects stand under."""

    name: str
    programmes: tuple[str, ...]


ROADS, WATER, LIGHT = "แผนงานอุตสาหกรรมและการโยธา", "แผนงานการเกษตร", "แผนงานเคหะและชุมชน"
HEALTH, WELFARE, SAFETY = "แผนงานสาธารณสุข", "แผนงานสังคมสงเคราะห์", "แผนงานการรักษาความสงบภายใน"
SCHOOL, CULTURE = "แผนงานการศึกษา", "แผนงานการศาสนา วัฒนธรรม และนันทนาการ"
STRENGTH, OFFICE = "แผนงานสร้างความเข้มแข็งของชุมชน", "แผนงานบริหารงานทั่วไป"

#: Strategies in the order of the issues they serve (the sixth serves the second), with their tactics.
STRATEGIES: tuple[tuple[str, tuple[Aim, ...]], ...] = (
    (
        "การพัฒนาด้านโครงสร้างพื้นฐาน",
        (
            Aim("ก่อสร้าง ปรับปรุง และบำรุงรักษาถนน สะพาน ทางเท้า และทางระบายน้ำ", (ROADS,)),
            Aim("พัฒนาแหล่งน้ำและระบบประปา", (ROADS, WATER)),
            Aim("ขยายเขตไฟฟ้าและติดตั้งไฟฟ้าสาธารณะ", (LIGHT,)),
        ),
    ),
    (
        "การพัฒนาด้านคุณภาพชีวิตและสังคม",
        (
            Aim("ส่งเสริมสุขภาพและป้องกันโรค", (HEALTH,)),
            Aim("จัดสวัสดิการแก่ผู้สูงอายุ ผู้พิการ และผู้ด้อยโอกาส", (WELFARE,)),
            Aim("ป้องกันสาธารณภัยและรักษาความสงบเรียบร้อย", (SAFETY,)),
        ),
    ),
    (
        "การพัฒนาด้านการศึกษา ศาสนา และวัฒนธรรม",
        (
            Aim("พัฒนาคุณภาพการศึกษาและศูนย์พัฒนาเด็กเล็ก", (SCHOOL,)),
            Aim("สืบสานประเพณี กีฬา และภูมิปัญญาท้องถิ่น", (CULTURE,)),
        ),
    ),
    (
        "การพัฒนาด้านเศรษฐกิจและการท่องเที่ยว",
        (
            Aim("ส่งเสริมอาชีพ กลุ่มอาชีพ และการตลาด", (STRENGTH, WATER)),
            Aim("พัฒนาแหล่งท่องเที่ยวและบริการ", (CULTURE, ROADS)),
        ),
    ),
    (
        "การพัฒนาด้านทรัพยากรธรรมชาติและสิ่งแวดล้อม",
        (
            Aim("จัดการขยะมูลฝอยและน้ำเสีย", (LIGHT, HEALTH)),
            Aim("อนุรักษ์และฟื้นฟูป่า ดิน และแหล่งน้ำ", (WATER,)),
        ),
    ),
    (
        "การพัฒนาด้านการบริหารจัดการที่ดี",
        (
            Aim("พัฒนาบุคลากร อาคาร และการให้บริการประชาชน", (OFFICE,)),
            Aim("ส่งเสริมการมีส่วนร่วมของประชาชน", (OFFICE, STRENGTH)),
        ),
    ),
)


def issues_of(province_code: str) -> list[IssueFact]:
    economy = PROVINCES[province_code][0]
    return [IssueFact(name.format(economy=economy), goals) for name, goals in ISSUES]


def chosen_strategies(chance: Random) -> tuple[int, ...]:
    """Places in STRATEGIES of three to six of them; roads, welfare and good management are never missing."""
    others = chance.sample([2, 3, 4], chance.choice((0, 1, 2, 2, 3, 3)))
    return tuple(sorted({0, 1, 5, *others}))


def serves(place: int) -> int:
    """The place among the issues that the strategy at this place serves."""
    return place if place < len(ISSUES) else 1


def vision_of(name: str, chance: Random) -> str:
    return chance.choice(VISIONS).format(name=name)


def missions_of(chance: Random) -> str:
    """Four to six missions, one a line."""
    return "\n".join(MISSIONS[: chance.randint(4, len(MISSIONS))])
