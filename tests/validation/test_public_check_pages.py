"""The page of a check for everybody, and addresses of checks that no longer exist."""

from html import unescape

import pytest
from django.test import Client

from tests.markup import compact
from tests.validation.live_scene import CODE, checked
from tilekit.checks.registered_checks import check_of
from tilekit.checks.registry import RETIRED_CODES
from validation.page.check_list import listed_checks

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_code_of_a_retired_check_leads_to_what_replaced_it() -> None:
    browser = Client()

    replaced = compact(browser.get("/checks/XC-030/").content.decode())
    assert "This check no longer exists." in replaced
    assert 'It was replaced by <a href="/checks/MF-026/">MF-026: No data declared</a>.' in replaced
    assert "It was replaced" not in compact(browser.get("/checks/EN-001/").content.decode())
    assert browser.get("/checks/XC-999/").status_code == 404
    assert {code for code in RETIRED_CODES.values() if code} <= {check.code for check in listed_checks()}


def test_code_is_read_in_small_letters_too() -> None:
    assert Client().get("/checks/mf-026/").headers["Location"] == "/checks/MF-026/"


def test_everybody_reads_what_a_check_expects_and_how_to_fix_it() -> None:
    checked()
    check = check_of(CODE)

    page = unescape(compact(Client().get(f"/checks/{CODE}/").content.decode()))

    texts = [check.bad, check.good, "How to fix it", "/guides/texts-logo-and-media/#support"]
    assert [text for text in texts if text not in page] == []
    assert "Live listings with findings" not in page
    assert "/mode/" not in page


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_reason_and_examples_are_marked_as_english_in_every_language(language: str) -> None:
    page = compact(Client(headers={"accept-language": language}).get("/checks/PR-003/").content.decode())

    assert '<p class="muted" lang="en">A plan billed by count has a price, a label, a metric and a tag.</p>' in page
    assert page.count('<pre class="code" lang="en">') == 2
