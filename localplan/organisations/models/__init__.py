"""Tables of the room: one row of each is described on its class."""

from ..posts import Kind, Level, Post
from .history import OF_THE_REGISTER, Access, Change
from .organisations import Identity, Organisation, Supervision
from .people import Delegation, Membership, ResetLink, SignIn, User

__all__ = [
    "OF_THE_REGISTER",
    "Access",
    "Change",
    "Delegation",
    "Identity",
    "Kind",
    "Level",
    "Membership",
    "Organisation",
    "Post",
    "ResetLink",
    "SignIn",
    "Supervision",
    "User",
]
