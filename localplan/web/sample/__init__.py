"""A living small nation to try LocalPlan in: three provinces, their people and their past, all invented.

`load` writes it, `is_loaded` says whether this database holds it, `accounts` lists who can sign in.
"""

from .accounts import PASSWORD, Account, accounts, is_loaded
from .load import SEED, load

__all__ = ["PASSWORD", "SEED", "Account", "accounts", "is_loaded", "load"]
