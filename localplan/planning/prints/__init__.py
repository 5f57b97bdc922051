"""What the room prints: ผ.01 the summary, ผ.02 the projects. Thai, whoever prints them."""

from __future__ import annotations

from .po01 import summary_of
from .po02 import official_pdf, projects_of

__all__ = ["official_pdf", "projects_of", "summary_of"]
