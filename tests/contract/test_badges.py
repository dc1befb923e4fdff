"""Every state that pages show as a badge has one."""

import json

import pytest
from django.conf import settings
from django.db.models import TextChoices

from common.badges import BADGES
from listings.availabilities import Availability
from listings.revision_states import RevisionState
from notices.webhooks.models import DeliveryState, WebhookState
from releases.models import TransferState
from reviews.models import ThreadState
from sandboxes.models import OrgState, RequestState
from tilekit.checks.finding import Severity
from tilekit.pipeline.notes import CompileNoteKind
from tilekit.sections.differences import ChangeKind
from validation.models import RolloutMode, RunState


@pytest.mark.parametrize(
    "family, states",
    [
        ("revision", RevisionState),
        ("availability", Availability),
        ("severity", Severity),
        ("change", ChangeKind),
        ("run", RunState),
        ("mode", RolloutMode),
        ("thread", ThreadState),
        ("sandbox", RequestState),
        ("sandbox", OrgState),
        ("transfer", TransferState),
        ("webhook", WebhookState),
        ("delivery", DeliveryState),
        ("pipeline", CompileNoteKind),
    ],
)
def test_every_state_has_a_badge(family: str, states: type[TextChoices]) -> None:
    missing = [state.name for state in states if state.value not in BADGES[family]]
    assert missing == [], f"add {missing} to register_badges({family!r}, ...) in the badges.py of its room"


def test_examples_of_the_style_guide_have_badges() -> None:
    examples = json.loads((settings.BASE_DIR / "templates/components/pill/example.json").read_text())
    shown = [(each["props"]["family"], each["props"]["state"]) for each in examples if "family" in each["props"]]

    assert [(family, state) for family, state in shown if state not in BADGES[family]] == []
