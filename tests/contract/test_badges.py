"""The states in the style guide have badges. A family of badges without a state is an error when the portal starts."""

import json

from django.conf import settings

from page_parts.badges import BADGES


def test_examples_of_the_style_guide_have_badges() -> None:
    examples = json.loads((settings.BASE_DIR / "page_parts/templates/components/pill/example.json").read_text())
    shown = [
        (example["props"]["family"], example["props"]["state"]) for example in examples if "family" in example["props"]
    ]

    assert [(family, state) for family, state in shown if state not in BADGES[family]] == []
