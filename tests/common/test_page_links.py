from accounts.models import Person
from common.pages import Page, page_links

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
