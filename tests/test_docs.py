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
