"""The heart of the register: reading DLA's file, telling who is who, and what would become different."""

from .planning import NEW, SKIP, Known, Line, Outcome, RegisterPlan, line_for, plan_register
from .reading import OPTIONAL, REQUIRED, RegisterFile, check_rows, read_register

__all__ = [
    "NEW",
    "OPTIONAL",
    "REQUIRED",
    "SKIP",
    "Known",
    "Line",
    "Outcome",
    "RegisterFile",
    "RegisterPlan",
    "check_rows",
    "line_for",
    "plan_register",
    "read_register",
]
