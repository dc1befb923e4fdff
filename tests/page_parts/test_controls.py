import re

import pytest
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template

from page_parts.components import component
from page_parts.controls import CONTROLS, control_of, limit_meter

FEW = [{"value": "a"}, {"value": "b"}]
MANY = [{"value": str(number)} for number in range(30)]


@pytest.mark.parametrize(
    "kind, options, lines, name",
    [
        ("text", None, 1, "line"),
        ("text", None, 3, "area"),
        ("choice", FEW, 1, "radios"),
        ("choice", MANY, 1, "select"),
        ("choices", FEW, 1, "checkboxes"),
        ("choices", MANY, 1, "picker"),
        ("choices", None, 1, "names"),
        ("rows", None, 1, "rows"),
    ],
)
def test_control_follows_kind_lines_and_options(
    kind: str, options: list[dict[str, str]] | None, lines: int, name: str
) -> None:
    assert control_of(kind, options=options, lines=lines).name == name


def test_variant_names_another_control() -> None:
    assert control_of("choice", options=FEW, variant="cards").name == "cards"


def test_unknown_kind_fails() -> None:
    with pytest.raises(KeyError):
        control_of("colour")


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_control_has_its_template(name: str) -> None:
    try:
        get_template(f"components/field/controls/{control_of(name, variant=name).name}.html")
    except TemplateDoesNotExist:
        pytest.fail(f"{name} has no template")


@pytest.mark.parametrize("value, used", [("añ\r\nb", 4), (["a", "b"], 2), (7, 7), (None, 0), ("😀", 1)])
def test_scale_counts_characters_and_items(value: object, used: int) -> None:
    assert limit_meter(value, 10).used == used


def test_scale_over_its_limit_grows() -> None:
    scale = limit_meter("x" * 94, 80)

    assert (scale.is_over, scale.most, scale.low) == (True, 94, 70)


def test_buttons_of_a_row_without_a_title_have_its_number() -> None:
    rows = [{"key": key, "id": f"f-{key}", "title": title, "fields": []} for key, title in (("a", "A & B"), ("b", ""))]

    html = component("field").render(Context(), {"id": "f", "kind": "rows", "label": "Media", "rows": rows}, {})

    assert re.findall('aria-label="Move up: (.*)"', html) == ["A &amp; B", "2", ""]
