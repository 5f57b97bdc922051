"""What must not stand in a log: the token of a one-time link, which Django writes with every refused request."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"(/set-password/)[^\s/?#\"']+")


class HideTokens(logging.Filter):
    """Put a dash for the token of a one-time link in whatever is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _TOKEN.search(said):
            record.msg, record.args = _TOKEN.sub(r"\1–", said), ()
        return True
