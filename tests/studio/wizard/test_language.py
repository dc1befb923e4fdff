"""Every reader sees labels, help and findings in their own language; stored values have no language."""

import re
from html import unescape

import pytest

from listings.actions import save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from tilekit.core.messages import translate
from tilekit.sections import STEPS
from tilekit.sections.overview import Overview
from validation.models import InstantFindings

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
_LONG = "短い説明は90文字です。上限は80文字です。短くしてください。"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    draft_scene = make_scene()
    changes = {"short_description": "X" * 90}
    save_section(
        revision_id=draft_scene.revision.pk,
        key="overview",
        version=None,
        changes=changes,
        by=draft_scene.actor,
        now=NOW,
    )
    return draft_scene


def _page(scene: Scene, language: str) -> str:
    scene.editor.language = language
    scene.editor.save()
    return unescape(compact(signed_in(scene.editor).get(scene.url("step", "overview")).content.decode()))


def test_a_finding_is_said_in_japanese(scene: Scene) -> None:
    assert _LONG in _page(scene, "ja")


def test_the_same_finding_is_said_in_french_and_english(scene: Scene) -> None:
    assert "La brève description compte 90 caractères\u00a0; la limite est de 80. Raccourcissez-la." in _page(
        scene, "fr"
    )
    assert "The short description has 90 characters; the limit is 80. Shorten it." in _page(scene, "en")


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_labels_helps_and_steps_are_in_the_readers_language(scene: Scene, language: str) -> None:
    page = re.sub(r"\s+", " ", _page(scene, language))
    texts = [step.title for step in STEPS if step.key != "pricing"]
    texts += [text for field in (Overview.title, Overview.short_description) for text in (field.label, field.help)]

    shown = [translate(text, language) for text in texts]
    assert [text for text in shown if re.sub(r"\s+", " ", text) not in page] == []


def test_what_is_stored_is_the_identifier_with_its_values(scene: Scene) -> None:
    _page(scene, "ja")

    findings = InstantFindings.objects.get(revision=scene.revision).findings
    (stored,) = [one["message"] for one in findings if one["code"] == "MF-013"]
    assert stored == {
        "id": "The short description has {n} characters; the limit is 80. Shorten it.",
        "parameters": {"n": 90},
    }


def test_names_of_categories_are_the_same_in_every_language(scene: Scene) -> None:
    assert "<span>Metrics</span>" in _page(scene, "en")
    assert "<span>Metrics</span>" in _page(scene, "ja")
