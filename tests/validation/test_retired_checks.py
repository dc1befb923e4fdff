"""Addresses of checks that no longer exist, or that are written in small letters."""

import pytest
from django.test import Client

from tests.markup import compact
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
