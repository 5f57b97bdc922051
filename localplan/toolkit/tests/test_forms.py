import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import translation

from localplan.toolkit import clock
from localplan.toolkit.forms import BeDateField, MoneyField, NormCharField, VersionedForm, put_problems_on
from localplan.toolkit.problems import Problem, Refused, Stale
from localplan.toolkit.versions import merge

CHOICES = [("a", "A"), ("b", "B")]


class Contact(VersionedForm):
    name = NormCharField(label="Name", max_length=20, help_text="as on the door")
    note = NormCharField(label="Note", required=False, multiline=True)
    since = BeDateField(label="Since", required=False)
    budget = MoneyField(label="Budget", required=False)
    open = forms.BooleanField(label="Open", required=False)
    tags = forms.MultipleChoiceField(label="Tags", required=False, choices=CHOICES, widget=forms.CheckboxSelectMultiple)


def a_record(**changes):
    values = {"name": "กา", "note": "", "since": dt.date(2026, 10, 1), "budget": Decimal("350000.50"), "open": True}
    return SimpleNamespace(**{**values, "tags": ["a"], "version": 3, **changes})


def sent_from(form, **changes):
    """What a browser sends back for a form it was shown, with some fields typed over."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(bound.field.widget, forms.CheckboxInput):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(value, (list, tuple)):
            data.setlist(bound.html_name, value)
        else:
            data[bound.html_name] = bound.field.widget.format_value(value) or ""
    for name, value in changes.items():
        data[name] = value
    return data


def as_html(template, **context):
    return engines["django"].from_string("{% load thai %}" + template).render(context)


def test_typed_values_come_back_clean():
    form = Contact({"name": "เเม่\u200bน้ํา", "note": "ก \r\nข", "since": "1 ต.ค. 69", "budget": "๓๕๐,๐๐๐"})
    with clock.at(dt.date(2027, 3, 15)):
        assert form.is_valid(), form.errors
    assert form.yours() == {
        "name": "แม่น้ำ",
        "note": "ก\nข",
        "since": dt.date(2026, 10, 1),
        "budget": Decimal("350000.00"),
        "open": False,
        "tags": [],
    }


def test_a_blank_amount_stays_blank_and_a_dash_is_zero():
    assert MoneyField(required=False).clean("") is None
    assert MoneyField().clean("-") == Decimal("0.00")


def test_what_cannot_be_read_is_said_at_the_field_in_the_readers_language():
    form = Contact({"name": "x", "since": "31/4/2570", "budget": "1,20"})
    with translation.override("th"):
        assert form.errors["since"] == ["เมษายน พ.ศ. 2570 มี 30 วัน"]
    with translation.override("en"):
        assert form.errors["since"] == ["April 2027 (BE 2570) has 30 days."]


@pytest.mark.parametrize(("typed", "passes"), [("30/9/2569", False), ("1/10/2569", True), ("2/10/2569", False)])
def test_a_date_keeps_within_its_bounds(typed, passes):
    field = BeDateField(earliest=dt.date(2026, 10, 1), latest=dt.date(2026, 10, 1))
    if passes:
        assert field.clean(typed) == dt.date(2026, 10, 1)
    else:
        with pytest.raises(forms.ValidationError):
            field.clean(typed)


def test_a_record_shown_and_sent_back_untouched_changes_nothing():
    form = Contact(sent_from(Contact(row=a_record())))
    assert form.is_valid(), form.errors
    assert form.before() == form.yours()
    assert form.cleaned_data["v"] == 3


def test_two_people_changing_different_fields_merge():
    mine = Contact(sent_from(Contact(row=a_record()), name="ขา"))
    assert mine.is_valid()
    now = a_record(budget=Decimal("1.00"), version=4)
    merged = merge(mine.before(), mine.yours(), mine.values_of(now))
    assert (merged["name"], merged["budget"]) == ("ขา", Decimal("1.00"))


def conflicting():
    mine = Contact(sent_from(Contact(row=a_record()), name="ขา"))
    assert mine.is_valid()
    now = a_record(name="งา", budget=Decimal("1.00"), open=False, tags=["b"], version=4)
    with pytest.raises(Stale):
        merge(mine.before(), mine.yours(), mine.values_of(now))
    mine.show_conflicts(now, "สมชาย")
    return mine, now


def resend(form, keep):
    data = sent_from(form, keep=keep)
    data.setlist("conflicting", [conflict.field for conflict in form.conflicts])
    again = Contact(data)
    assert again.is_valid(), again.errors
    return again


def test_keeping_mine_saves_my_field_and_what_only_the_other_changed():
    form, now = conflicting()
    again = resend(form, "mine")
    merged = merge(again.before(), again.yours(), again.values_of(now))
    assert merged == {**again.values_of(now), "name": "ขา"}
    assert again.cleaned_data["v"] == 4


def test_taking_theirs_saves_theirs():
    form, now = conflicting()
    again = resend(form, "theirs")
    assert merge(again.before(), again.yours(), again.values_of(now)) == again.values_of(now)


def test_a_conflict_shows_all_three_values_and_two_plain_buttons():
    form, _ = conflicting()
    with translation.override("th"):
        html = as_html('{% include "toolkit/_conflict.html" %}', form=form)
    for words in ("กา", "ขา", "งา", "ของสมชาย", 'value="mine"', 'value="theirs"', 'name="conflicting" value="name"'):
        assert words in html


def test_a_tampered_base_overwrites_nothing_unseen():
    for base in ("", "[", "[]", '{"since": "x"}'):
        form = Contact(sent_from(Contact(row=a_record()), base=base, name="ขา"))
        assert form.is_valid()
        with pytest.raises(Stale):
            merge(form.before(), form.yours(), form.values_of(a_record(name="งา")))


def test_a_refusal_comes_back_in_the_filled_form():
    form = Contact({"name": "ขา"})
    assert form.is_valid()
    taken = Problem(rule="a", message="%(n)s is taken", params={"n": "ขา"}, field="name")
    elsewhere = Problem(rule="b", message="100% wrong", field="elsewhere")
    in_a_row = Problem(rule="c", message="bad", row=3, column="X")
    with translation.override("en"):
        put_problems_on(form, Refused([taken, elsewhere, in_a_row]))
    assert form.errors["name"] == ["ขา is taken"]
    assert form.non_field_errors() == ["100% wrong", "row 3, X: bad"]
    assert 'value="ขา"' in as_html("{% field form.name %}", form=form)


def test_label_hint_control_and_error_are_tied_together():
    html = as_html("{% field form.name %}", form=Contact({"name": ""}))
    assert '<label for="id_name">Name' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'class="in"' in html
    assert "field--err" in html


def test_a_date_field_tells_the_calendar_where_it_is():
    with clock.at(dt.date(2027, 3, 15)):
        html = as_html("{% field form.since %}", form=Contact(row=a_record()))
    assert '<div class="bed">' in html
    assert "data-be-date" in html
    assert 'data-near="2027-03-15"' in html
    assert 'value="01/10/2569"' in html


def test_money_keeps_its_own_class_and_choices_are_a_fieldset():
    form = Contact(row=a_record())
    assert 'class="in num"' in as_html("{% field form.budget %}", form=form)
    assert 'value="350,000.50"' in as_html("{% field form.budget %}", form=form)
    html = as_html("{% field form.tags %}", form=form)
    assert "<legend" in html
    assert 'class="in"' not in html
    assert '<label class="check" for="id_open">' in as_html("{% field form.open %}", form=form)


def test_hidden_fields_are_bare_and_nothing_typed_can_run():
    form = Contact({"name": '"><script>alert(1)</script>'})
    assert as_html("{% field form.v %}", form=form).strip().startswith("<input")
    assert "<script>" not in as_html("{% field form.name %}{% field form.base %}", form=form)
