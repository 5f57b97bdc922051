"""Named views of the matrix: a person's own, like the size of letters; no history is kept of them."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict

from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..models import SavedView

#: The words of the matrix's address that are kept.
KEPT = ("q", "district", "kind", "step", "state", "only", "mine", "sort", "province")
MOST = 20


@transaction.atomic
def save_view(name: str, query: str, *, by: Membership) -> SavedView:
    """Keep a filter under a name; the same name again takes the place of the earlier one."""
    others = SavedView.objects.visible_to(by).exclude(name=name)
    findings = Findings()
    findings.add(rules.view_has_a_name(name))
    findings.add(rules.views_are_few(others.count(), most=MOST))
    findings.settle()
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    for word in KEPT:
        if asked.get(word):
            kept[word] = asked[word]
    view, _made = SavedView.objects.update_or_create(
        user_id=by.user_id, name=name, defaults={"query": kept.urlencode()[:500], "made_at": clock.now()}
    )
    return view


@transaction.atomic
def forget_view(view: SavedView) -> None:
    """Delete a view of one's own; what it showed stays."""
    SavedView.objects.filter(pk=view.pk).delete()
