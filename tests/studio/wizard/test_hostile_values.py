"""Any value for any field is stored or refused with a message, and every page of the draft opens afterwards."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from listings.models import Section, SectionVersion, Submission
from tests.reviews.scene import InReview, browser_of, in_review
from tests.studio.scene import Scene, make_scene, signed_in
from tests.tilekit.json_values import JSON
from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.storable import storable_value
from tilekit.sections import SECTIONS, STEPS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEARCH = settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
PATHS = ("overview.title", "overview.media", "overview.media[a].caption", "overview.categories")
DEEP: Json = json.loads("[" * 900 + "]" * 900)
STONES = ("\ud800", "a\0b", float("nan"), float("inf"), 10**400, {"odd": [1, None]}, [{}], [["a"]], DEEP, "x" * 100_000)
VALUES = st.sampled_from(STONES) | JSON


def values_of(field: Field[object]) -> st.SearchStrategy[Json]:
    """Any value; for rows, often rows with random cells."""
    if not isinstance(field, Rows):
        return VALUES
    cells = {name: values_of(cell) for name, cell in field.row.fields.items()}
    row = st.fixed_dictionaries({}, optional={"key": st.sampled_from(["a", "b", ""]) | VALUES, **cells})
    return VALUES | st.lists(row, max_size=3)


def _around(field: Field[object], stone: Json) -> Json:
    """A value of the field that contains the bad value; for rows, as the key and in every cell."""
    if not isinstance(field, Rows):
        return stone
    return [{"key": stone, **dict.fromkeys(field.row.fields, stone)}, {"key": "a"}] * 2


DOCUMENTS = {
    section.key: st.fixed_dictionaries({}, optional={name: values_of(field) for name, field in section.fields.items()})
    for section in SECTIONS
}
EVERYWHERE = st.sampled_from(STONES).map(
    lambda stone: {row.key: {name: _around(field, stone) for name, field in row.fields.items()} for row in SECTIONS}
)
EDITS = st.sampled_from(sorted(DOCUMENTS)).flatmap(lambda key: st.tuples(st.just(key), DOCUMENTS[key]))


ALL = frozenset(section.key for section in SECTIONS)


def pages_of(scene: Scene, changed: Collection[str] = ALL) -> Iterator[str]:
    """The pages that show the changed sections, and those that show all of them.

    A step renders the same fields as `section-fields`, so one of the two is enough.
    """
    for step in STEPS:
        if not step.sections or not {section.key for section in step.sections}.isdisjoint(changed):
            yield scene.url("step", step.key)
    for key in sorted(changed):
        yield scene.url("section-history", key)
    yield scene.url("section-fields", min(changed))
    yield scene.url("findings", "overview")
    yield from (scene.url(name) for name in ("preview", "revision-export", "pipeline", "metrics"))
    yield reverse("studio:listing-home", args=[scene.revision.listing_id])
    yield from (reverse("studio:home"), reverse("studio:listing-list"))


def assert_open(client: Client, addresses: Iterator[str]) -> None:
    closed = {address: status for address in addresses if (status := client.get(address).status_code) not in (200, 302)}
    assert closed == {}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


@SEARCH
@given(edit=EDITS)
def test_any_value_is_stored_or_refused_and_every_page_opens(scene: Scene, edit: tuple[str, dict[str, Json]]) -> None:
    key, changes = edit
    client = signed_in(scene.editor)

    for name, value in changes.items():
        body = json.dumps({"version": scene.section(key).version, "changes": {name: value}})
        response = client.post(scene.url("section-save", key), body, "application/json")
        assert response.status_code in (200, 400, 422, 409), response.content

    assert_open(client, pages_of(scene, {key}))


def poisoned(values: dict[str, Json]) -> dict[str, Json]:
    """The values as the database of an earlier version may have stored them."""
    return {
        name: storable_value(value) if connection.vendor == "postgresql" else _finite(value)
        for name, value in values.items()
    }


def _finite(value: Json) -> Json:
    text = json.dumps(value)
    return json.loads(text, parse_constant=lambda _name: 1) if text else value


@pytest.mark.sqlite_is_enough
@SEARCH
@given(documents=st.fixed_dictionaries(DOCUMENTS) | EVERYWHERE)
def test_poisoned_draft_opens_again(scene: Scene, documents: dict[str, dict[str, Json]]) -> None:
    for key, values in documents.items():
        Section.objects.filter(revision=scene.revision, key=key).update(document=poisoned(values))
        SectionVersion.objects.filter(section__revision=scene.revision, section__key=key).update(
            document=poisoned(values)
        )

    assert_open(signed_in(scene.editor), pages_of(scene))


@pytest.fixture
def round_one(data_dir: Path) -> InReview:
    return in_review()


@pytest.mark.sqlite_is_enough
@SEARCH
@given(documents=st.fixed_dictionaries(DOCUMENTS) | EVERYWHERE)
def test_poisoned_round_opens_in_review(round_one: InReview, documents: dict[str, dict[str, Json]]) -> None:
    stored = {key: poisoned(values) for key, values in documents.items()}
    Submission.objects.filter(revision=round_one.revision_id).update(documents=stored)

    assert_open(browser_of(round_one.team("engineering")), review_pages(round_one))


def review_pages(scene: InReview) -> Iterator[str]:
    page = reverse("reviews:review", args=[scene.review("engineering").pk])
    yield from (f"{page}?view={view}" for view in ("changes", "preview", "findings", "threads", "history", "files"))
    yield from (f"{page}?view=content&section={step.key}" for step in STEPS if step.sections)
    yield from (f"{page}?view=content&section=overview&comment={path}" for path in PATHS)
