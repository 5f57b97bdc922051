import pytest
from django.conf import settings

from localplan.toolkit.pdf import words

#: Official sentences, a stroke wherever a line may end without breaking a word.
SENTENCES = [
    "โครงการ|ก่อสร้าง|ถนน|คอนกรีต|เสริม|เหล็ก",
    "กรม|ส่งเสริม|การ|ปกครอง|ท้องถิ่น",
    "องค์กร|ปกครอง|ส่วน|ท้องถิ่น",
    "นายก|เทศมนตรี|ตำบล|หนอง|แวง",
    "กระทรวง|มหาด|ไทย",
    "ตาราง|เมตร",
    "อธิบดี|กรม",
    "นวัตกรรม",
    "เพื่อ|เพิ่ม|ประสิทธิภาพ|การ|กัก|เก็บ|น้ำ|ไว้|ใช้|ใน|ฤดู|แล้ง",
    "บรรเทา|ปัญหา|น้ำ|ท่วม|ซ้ำ|ซาก",
    "ผล|กระทบ|ต่อ|สิ่งแวดล้อม",
    "กอง|สวัสดิการ|สังคม",
    "ผู้|อำนวย|การ|กอง|ยุทธศาสตร์|และ|งบ|ประมาณ",
    "ครัว|เรือน|ร้อย|ละ",
    "อัตรา|ป่วย|ลด|ลง|ไม่|น้อย|กว่า",
    "แผน|งาน|อุตสาหกรรม|และ|การ|โยธา",
    "ที่|ปรึกษา",
    "ประชา|ชน|มี|เส้น|ทาง|คมนาคม|ที่|สะดวก|และ|ปลอดภัย",
    "ปฏิทิน|การ|ปฏิบัติ|งาน",
    "ระเบียบ|กระทรวง|มหาด|ไทย|ว่า|ด้วย|วิธี|การ|งบ|ประมาณ",
    "เงิน|อุดหนุน|เฉพาะ|กิจ",
    "ก่อ|หนี้|ผูก|พัน",
    "ส่ง|กลับ|แก้ไข|ภายใน",
    "สำนัก|งาน|คณะ|กรรมการ|การ|ศึกษา|ขั้น|พื้น|ฐาน",
    "สำนัก|การ|ศึกษา|เทศ|บาล",
    "ศูนย์|พัฒนา|เด็ก|เล็ก",
    "เบี้ย|ยัง|ชีพ|ผู้|สูง|อายุ",
    "ประกาศ|ใช้|ข้อ|บัญญัติ|งบ|ประมาณ|ราย|จ่าย|ประจำ|ปี",
]


@pytest.fixture(autouse=True)
def _word_list():
    words.load(settings.BUILD_DIR / "fonts" / "words_th.txt")


@pytest.mark.parametrize("sentence", SENTENCES, ids=[sentence.replace("|", "")[:20] for sentence in SENTENCES])
def test_no_line_ends_inside_a_word(sentence):
    allowed, length = {0}, 0
    for word in sentence.split("|"):
        length += len(word)
        allowed.add(length)
    ends, at = [], 0
    for word in words.with_breaks(sentence.replace("|", "")).split(words.MAY_END):
        at += len(word)
        ends.append(at)
    assert [f"{sentence.replace('|', '')[:end]}/" for end in ends if end not in allowed] == []


def test_a_sentence_gets_enough_places_to_end_a_line():
    whole = "".join(SENTENCES).replace("|", "")
    pieces = words.with_breaks(whole).split(words.MAY_END)
    assert max(map(len, pieces)) <= 16
    assert sum(map(len, pieces)) == len(whole)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("หมู่ที่\u00a05 บ้านทุ่ม", ["หมู่ที่\u00a05", " ", "บ้าน", "ทุ่ม"]),
        ("ภาครัฐ (e-Service)", ["ภาครัฐ", " ", "(e-Service)"]),
        ("ต่าง\u00a0ๆ", ["ต่าง\u00a0ๆ"]),
        ("12,500,000,000,000.00", ["12,500,000,000,000.00"]),
        ("กองช่าง/กองคลัง", ["กอง", "ช่าง/", "กอง", "คลัง"]),
        ("a\nb", ["a\nb"]),
        ("", [""]),
    ],
)
def test_what_belongs_together_stays_together(text, pieces):
    assert words.with_breaks(text).split(words.MAY_END) == pieces


def test_an_endless_word_may_end_anywhere_but_not_before_a_mark():
    for endless in ("https://example.go.th/" + "a" * 300, "ฬ่ำ" * 200, "x" * 100):
        pieces = words.with_breaks(endless).split(words.MAY_END)
        assert "".join(pieces) == endless
        assert max(map(len, pieces)) <= 32
        assert not [piece for piece in pieces if piece[0] in "ะาำิีึืุู่้๊๋์็ๆ"]
