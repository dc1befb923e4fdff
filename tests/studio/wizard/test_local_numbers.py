"""Prices are read as people write them in their language, and stored in one form."""

import json

import pytest
from django.utils import translation

from accounts.models import Person
from studio.wizard.forms import with_stored_prices
from tests.studio.scene import make_scene, signed_in

pytestmark = pytest.mark.sqlite_is_enough

THIN, FIXED = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    "language, typed, stored",
    [
        ("en", "1234.50", "1234.50"),
        ("en", "1,234.50", "1234.50"),
        ("en", " 49 ", "49"),
        ("en", "1 234.50", "1234.50"),
        ("fr", "49,00", "49.00"),
        ("fr", f"1{THIN}234,50", "1234.50"),
        ("fr", f"1{FIXED}234,50", "1234.50"),
        ("fr", "1 234,50", "1234.50"),
        ("fr", "49.00", "49.00"),
        ("ja", "１，２３４．５０", "1234.50"),
        # These could mean two numbers, or are none: the check names them as they were typed.
        ("en", "49,00", "49,00"),
        ("en", "1.234,50", "1.234,50"),
        ("fr", "1.234,50", "1.234,50"),
        ("en", "1e5", "1e5"),
        ("en", "-5", "-5"),
        ("en", "a lot", "a lot"),
        ("en", "", ""),
    ],
)
def test_price_is_read_in_the_language_of_the_reader(language: str, typed: str, stored: str) -> None:
    with translation.override(language):
        assert with_stored_prices("pricing", {"unit_price": typed}) == {"unit_price": stored}


def test_other_values_stay_as_they_are() -> None:
    values = {"unit_label": "1,5", "unit_price": 12}

    assert with_stored_prices("pricing", values) == values


@pytest.mark.django_db
def test_page_that_sent_another_form_draws_the_stored_one() -> None:
    scene = make_scene(route="marketplace")
    Person.objects.filter(pk=scene.editor.pk).update(language="fr")
    editor = Person.objects.get(pk=scene.editor.pk)
    body = json.dumps({"version": scene.section("pricing").version, "changes": {"unit_price": "1 234,5"}})

    response = signed_in(editor).post(scene.url("section-save", "pricing"), body, "application/json")

    assert (scene.section("pricing").document["unit_price"], response.json()["redraw"]) == ("1234.5", True)
