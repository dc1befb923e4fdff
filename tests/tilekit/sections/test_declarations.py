"""The sections compared with limits and lists of the platform's documentation; docs/fields.md lists every field."""

import pytest

from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.fields import BooleanField
from tilekit.core.messages import render
from tilekit.core.section import Document
from tilekit.sections import SECTIONS, STEPS, section_of
from tilekit.sections.pricing import Pricing

NOTICES = {
    "data": "custom_metrics_notice",
    "configuration": "oauth_pkce",
    "pricing": "private_offer_notice",
}
STEP_TITLES = [
    "Overview",
    "Configuration Method",
    "Setup & Uninstall",
    "Data",
    "Content",
    "Pricing & Legal",
    "Support",
    "Release Notes",
    "Review & Submit",
]
LIMITS = {
    "overview.vendor_name": (0, 100),
    "overview.title": (0, 50),
    "overview.short_description": (0, 80),
    "overview.source_type_name": (0, 80),
    "overview.overview_md": (0, 8000),  # RM-004 reports an overview that is too short
    "overview.media.caption": (0, 300),
    "overview.media.alternative_text": (0, 300),
    "configuration.exception_request": (100, 4000),
    "configuration.oauth_name": (0, 100),
    "configuration.oauth_description": (0, 300),
    "data.log_pipeline_note": (30, 2000),
    "pricing.unit_label": (0, 50),
    "pricing.short_description": (0, 160),
}
COUNTS = {
    "overview.categories": (1, 8),
    "overview.media": (1, 8),
    "overview.resources": (0, 10),
    "configuration.oauth_redirect_uris": (1, 10),
    "content.dashboards": (1, 10),
    "content.monitors": (1, 10),
    "content.detection_rules": (0, 10),
    "content.saved_views": (0, 10),
}


def _walk(document: type[Document], prefix: str) -> list[tuple[str, Field[object]]]:
    fields: list[tuple[str, Field[object]]] = []
    for name, field in document.fields.items():
        fields.append((f"{prefix}{name}", field))
        if isinstance(field, Rows):
            fields += _walk(field.row, f"{prefix}{name}.")
    return fields


EVERY_FIELD = dict(pair for section in SECTIONS for pair in _walk(section, f"{section.key}."))


def test_sections_show_the_notices_of_the_platform() -> None:
    shown = {section.key: " ".join(notice.key for notice in section.notices) for section in SECTIONS if section.notices}

    assert shown == NOTICES


def test_steps_stand_in_the_order_of_the_wizard() -> None:
    assert [step.title for step in STEPS] == STEP_TITLES


def test_steps_show_every_section_once() -> None:
    assert [section for step in STEPS for section in step.sections] == list(SECTIONS)


def test_section_of_finds_by_key() -> None:
    assert [section_of(section.key) for section in SECTIONS] == list(SECTIONS)


def test_text_limits_are_those_of_the_platform() -> None:
    limits = {path: (EVERY_FIELD[path].min_length, EVERY_FIELD[path].max_length) for path in LIMITS}

    assert limits == LIMITS


def test_counts_are_those_of_the_platform() -> None:
    counts = {path: (EVERY_FIELD[path].min_items, EVERY_FIELD[path].max_items) for path in COUNTS}

    assert counts == COUNTS


def test_fields_tell_people_what_to_do() -> None:
    for path, field in EVERY_FIELD.items():
        assert field.label, path
        text = render(field.help)
        assert text.endswith("."), path
        assert text.count(". ") == 0, f"{path}: one sentence"
        assert bool(field.example) is not isinstance(field, BooleanField), f"{path}: a tick needs no example"
        assert field.doc or path.startswith("api."), f"{path}: where partners read more; clients read elsewhere"


def test_examples_of_fields_have_their_form() -> None:
    checks = {path: getattr(field, "is_well_formed", None) for path, field in EVERY_FIELD.items()}

    assert [path for path, check in checks.items() if check and not check(EVERY_FIELD[path].example)] == []


def test_examples_of_choices_are_labels_that_the_form_shows() -> None:
    for path, field in EVERY_FIELD.items():
        if isinstance(field, ChoiceField | Choices) and field.options and not getattr(field, "shows_codes", False):
            labels = {option.label.partition(":")[0] for option in field.options}
            names = [field.example] if field.example in labels else field.example.split(", ")
            assert labels.issuperset(names), path


@pytest.mark.parametrize(
    "path, first, amount",
    [
        ("overview.categories", "AI/ML", 42),
        ("overview.supported_os", "Android", 10),
        ("data.submitted_data_types", "Metrics", 5),
        ("data.queried_data_types", "Metrics", 5),
        ("configuration.oauth_scopes.scope", "ai_gateway_config_read", 105),
    ],
)
def test_options_come_from_the_platform_lists(path: str, first: str, amount: int) -> None:
    field = EVERY_FIELD[path]

    assert isinstance(field, ChoiceField | Choices)
    assert (field.options[0].value, len(field.options)) == (first, amount)


def test_retired_categories_are_not_offered() -> None:
    field = EVERY_FIELD["overview.categories"]

    assert isinstance(field, Choices)
    assert field.option_values.isdisjoint({"AI", "Messaging", "Autodiscovery"})


def test_form_asks_for_a_unit_only_if_units_are_billed() -> None:
    metered = ["unit_label", "metric", "tag"]
    models = (None, "one_time", "flat_fee", "tag_count")

    shown = {
        model: [Pricing.fields[name].is_shown_for({"billing_type": model}) for name in metered] for model in models
    }

    assert shown == {model: [model == "tag_count"] * len(metered) for model in models}
