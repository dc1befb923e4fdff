from django.test import RequestFactory

from accounts.models import Person
from common.pages import Page, page_links, switch_items

FIRST: Page[Person] = Page(rows=[], next_cursor="b&c")
LAST: Page[Person] = Page(rows=[], next_cursor=None)


def test_page_links_lead_on_and_back_to_the_first_page() -> None:
    assert page_links("/live/", FIRST, after="") == {"first": "", "next": "/live/?after=b%26c"}
    assert page_links("/live/", LAST, after="b") == {"first": "/live/", "next": ""}


def test_page_links_keep_what_else_was_chosen() -> None:
    assert page_links("/gtm/", FIRST, after="a", show="all", q="") == {
        "first": "/gtm/?show=all",
        "next": "/gtm/?show=all&after=b%26c",
    }


def test_switch_items_keep_other_parameters_and_start_at_the_first_page(rf: RequestFactory) -> None:
    request = rf.get("/organisations/", {"q": "quay", "show": "suspended", "after": "cursor"})

    items = switch_items(request, "show", {"": "All", "suspended": "Suspended"})

    assert items == [
        {"label": "All", "href": "/organisations/?q=quay", "is_on": False},
        {"label": "Suspended", "href": "/organisations/?q=quay&show=suspended", "is_on": True},
    ]


def test_switch_items_select_the_default_if_the_value_is_unknown(rf: RequestFactory) -> None:
    items = switch_items(rf.get("/waivers/", {"state": "unknown"}), "state", {"open": "Open", "over": "Expired"})

    assert [(item["href"], item["is_on"]) for item in items] == [("/waivers/", True), ("/waivers/?state=over", False)]
