import pytest
from hypothesis import given
from hypothesis import strategies as st

from localplan.toolkit.problems import Stale
from localplan.toolkit.versions import conflicts_between, merge

values = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"})


def test_changes_to_different_fields_merge_silently():
    before = {"phone": "1", "email": "x"}
    assert merge(before, {"phone": "2", "email": "x"}, {"phone": "1", "email": "y"}) == {"phone": "2", "email": "y"}


def test_the_same_field_changed_to_two_values_is_shown_with_all_three():
    with pytest.raises(Stale) as stale:
        merge({"phone": "1"}, {"phone": "2"}, {"phone": "3"}, labels={"phone": "Telephone"})
    (conflict,) = stale.value.conflicts
    assert (conflict.label, conflict.before, conflict.yours, conflict.theirs) == ("Telephone", "1", "2", "3")
    assert stale.value.problems[0].field == "phone"


def test_the_same_change_by_two_people_is_no_conflict():
    assert merge({"phone": "1"}, {"phone": "2"}, {"phone": "2"}) == {"phone": "2"}


def test_without_knowing_what_was_shown_nothing_is_overwritten_unseen():
    with pytest.raises(Stale):
        merge({}, {"phone": "2"}, {"phone": "3"})


@given(values, values, values)
def test_every_change_is_kept_or_asked_about(before, yours, theirs):
    conflicting = {conflict.field for conflict in conflicts_between(before, yours, theirs)}
    try:
        merged = merge(before, yours, theirs)
    except Stale as stale:
        assert {conflict.field for conflict in stale.conflicts} == conflicting != set()  # noqa: PT017
        return
    assert not conflicting
    for name in before:
        if yours[name] != before[name]:
            assert merged[name] == yours[name]
        else:
            assert merged[name] == theirs[name]


@given(values, values)
def test_alone_one_stores_what_one_typed(before, yours):
    assert merge(before, yours, before) == yours
