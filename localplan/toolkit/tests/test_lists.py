import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from localplan.toolkit.lists import ListWords

SORTS = {"name": ("name_key", "id"), "type": ("type", "name_key", "id")}


def words(query="", **kwargs):
    return ListWords.of(QueryDict(query), sorts=SORTS, default="name", filters={"type": ["SAO"], "tag": None}, **kwargs)


def test_the_address_holds_search_filter_order_and_page():
    asked = words("q=%E0%B8%99%E0%B8%B2&type=SAO&sort=-type&page=2")
    assert (asked.search, dict(asked.filters), asked.page) == ("นา", {"type": "SAO"}, 2)
    assert asked.order_by() == ["-type", "name_key", "id"]
    assert asked.narrowed


@pytest.mark.parametrize(
    "query", ["sort=password", "sort=-", "page=x", "page=-1", "page=๓", "type=DROP", "page=999999999999"]
)
def test_nonsense_in_the_address_is_dropped(query):
    asked = words(query)
    assert (asked.order_by(), asked.page, asked.narrowed) == (["name_key", "id"], 1, False)


def test_a_page_beyond_the_end_is_the_last():
    page = words("page=99").page_of(list(range(120)))
    assert (page.number, page.start_index(), page.end_index()) == (3, 101, 120)


def test_clicking_a_head_sorts_by_it_and_again_turns_it_round():
    assert words().turned("type") == "type"
    assert words("sort=type").turned("type") == "-type"
    assert words("sort=-type").turned("type") == "type"
    assert words("sort=-type").direction_of("type") == "descending"


def shown(template, **context):
    request = RequestFactory().get("/list?q=a&page=2&type=SAO")
    return engines["django"].from_string("{% load thai %}" + template).render(context, request)


def test_paging_keeps_the_other_words_and_works_without_scripts():
    page = words("page=2").page_of(range(7849))
    with translation.override("th"):
        html = shown('{% include "toolkit/_paging.html" %}', page=page, target="")
    assert "51–100 จาก 7,849" in html
    assert 'href="?q=a&amp;page=3&amp;type=SAO"' in html
    assert "hx-get" not in html


def test_paging_swaps_a_part_when_told_which():
    html = shown('{% include "toolkit/_paging.html" with target="rows" %}', page=words().page_of(range(51)))
    assert 'hx-target="#rows"' in html


def test_a_sorted_column_says_so_and_goes_back_to_the_first_page():
    html = shown('{% sort_header words "name" "Name" %}', words=words("sort=-name"))
    assert 'aria-sort="descending"' in html
    assert 'href="?q=a&amp;type=SAO&amp;sort=name"' in html
