"""The documents say what the product does."""

import re
from pathlib import Path

from localplan.organisations.posts import LAO_KINDS, Kind, Level, Post

ROOT = Path(__file__).resolve().parent.parent


def test_the_glossary_knows_every_post_kind_and_level():
    from django.utils import translation

    glossary = (ROOT / "docs/glossary.md").read_text("utf-8").lower()
    with translation.override("en"):
        words = [str(choice.label) for choices in (Post, Kind, Level) for choice in choices]
    assert [word for word in words if word.lower() not in glossary] == []
    assert [kind for kind in LAO_KINDS if f"`{kind}`".lower() not in glossary] == []


def test_links_between_the_documents_lead_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


def test_commands_named_in_the_documents_exist():
    from django.core.management import get_commands

    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "".join(page.read_text("utf-8") for page in pages)
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"`make ([a-z-]+)", text))
    assert named - set(get_commands()) == set()
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.M)} == set()


def _said_in_thai() -> list[str]:
    """Everything the product says in Thai, from the catalogues of all rooms."""
    from babel.messages.pofile import read_po

    said: list[str] = []
    for place in sorted((ROOT / "localplan").glob("*/locale/th/LC_MESSAGES/django.po")):
        with place.open("rb") as file:
            for message in read_po(file):
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                said += [form for form in forms if message.id and form]
    return said


def test_the_words_the_user_guide_quotes_are_on_the_screens():
    """**bold** is a word of the screen and nothing else; figures and names may stand for what is filled in."""
    said = _said_in_thai()
    exact = {re.sub(r"\s+", " ", text).replace("%%", "%").strip() for text in said}
    gap = re.compile(r"%\(\w+\)s")
    with_gaps = [text for text in said if gap.search(text) and len(gap.sub("", text).strip()) >= 6]
    filled = re.compile("|".join(".+".join(map(re.escape, gap.split(text))) for text in with_gaps))
    unknown = []
    for page in sorted((ROOT / "docs/user-guide").glob("*.md")):
        for words in re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8")):
            if words != "ตัวหนา" and words not in exact and not filled.fullmatch(words):
                unknown.append(f"{page.name}: {words}")
    assert "\n".join(unknown) == ""


def test_every_picture_of_the_guide_is_taken_by_the_command_and_shown_in_it():
    from localplan.web.management.commands.guide_screenshots import MOST_BYTES, SCREENS

    folder = ROOT / "docs/user-guide/images"
    names = [screen.name for screen in SCREENS]
    guide = "".join(page.read_text("utf-8") for page in (ROOT / "docs/user-guide").glob("*.md"))
    assert len(set(names)) == len(names)
    assert {picture.stem for picture in folder.iterdir()} == set(names)
    assert [name for name in names if f"(images/{name}.webp)" not in guide] == []
    assert [picture.name for picture in folder.iterdir() if picture.stat().st_size > MOST_BYTES] == []
