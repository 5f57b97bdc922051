"""Where money comes from and who decides about it: words every room to the right uses too."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The source of a budget line; commitments and payments work the same for all of them."""

    ORDINANCE = "ordinance", _("annual ordinance")
    SUPPLEMENTARY = "supplementary", _("supplementary ordinance")
    PREVIOUS = "previous", _("last year's budget meanwhile")
    SURPLUS = "surplus", _("accumulated surplus")
    GRANT = "grant", _("specific-purpose grant")
    CARRIED = "carried", _("carried over")
    OTHER = "other", _("other agency")


class Authority(models.TextChoices):
    """Who decides about a transfer, a draw on the surplus, money carried over."""

    EXECUTIVE = "executive", _("executive")
    COUNCIL = "council", _("council")


#: Lines whose content belongs to the ordinance itself: closed once the step is handed in.
OF_THE_ORDINANCE = (Source.ORDINANCE,)
#: Sources that a line may be opened with by hand; the others come with their ordinance, grant or year-end act.
OPENED_BY_HAND = (Source.PREVIOUS, Source.SURPLUS, Source.OTHER)
