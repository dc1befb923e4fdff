"""For every finding at a field of a real listing, a good value that is saved from the page removes it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from listings.content.bundles import bundle_of_revision
from listings.content.references import Documents, FieldPath, field_at
from listings.models import Revision, Section
from studio.wizard.page.fields.vendor_choices import VENDOR_FIELD
from tests.listings.scene import reloaded
from tests.shared import SMALL, listing_folders
from tests.studio.scene import Scene, make_scene, signed_in
from tests.validation.scene import give_sandbox, ready_package
from tests.validation.test_fixes import draft_of
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding
from tilekit.checks.registered_checks import check_of
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Field, Json
from tilekit.core.fields import Flag
from tilekit.scaffold.read import read_folder
from validation.contexts import stored_context_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.slow]
FOLDERS = listing_folders(SMALL)
CLEAN = {key: document.values for key, document in ready_package().documents.items()}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    scene = make_scene()
    give_sandbox(scene.organisation)
    return scene


def findings_of(revision: Revision, *codes: str) -> list[Finding]:
    bundle = bundle_of_revision(revision)
    return list(run_checks(bundle, stored_context_of(revision, bundle), select=codes or None).findings)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_good_value_removes_the_finding(folder: Path, scene: Scene) -> None:
    revision = draft_of(scene.actor, read_folder(folder))
    before = {row.key: row.document for row in Section.objects.filter(revision=revision)}
    client = signed_in(scene.editor)

    left = {
        (finding.code, finding.path)
        for finding in findings_of(revision)
        if FieldPath.parse(finding.path) and not is_cleared(revision, finding, before, client)
    }

    assert left == set()


def is_cleared(revision: Revision, finding: Finding, before: Documents, client: Client) -> bool:
    """Whether one of the good values removes the finding, or there is none that a page can send."""
    place = FieldPath.parse(finding.path)
    assert place is not None
    stored = before.get(place.section, {}).get(place.field)
    values = list(good_values(finding, place, stored))
    cleared = any(_is_gone_with(revision, finding, place, value, client) for value in values)
    save(revision, place, stored, client)
    return cleared or not values


def _is_gone_with(revision: Revision, finding: Finding, place: FieldPath, value: Json, client: Client) -> bool:
    save(revision, place, value, client)
    findings = findings_of(reloaded(revision), finding.code)
    return (finding.code, finding.path) not in {(other.code, other.path) for other in findings}


def save(revision: Revision, place: FieldPath, value: Json, client: Client) -> None:
    """What the page sends when a person leaves the field."""
    url = reverse("studio:section-save", args=[revision.listing_id, revision.number, place.section])
    row = Section.objects.get(revision=revision, key=place.section)
    body = json.dumps({"version": row.version, "changes": {place.field: value}})
    response = client.post(url, body, "application/json", HTTP_ACCEPT="application/json")
    assert response.status_code == 200, response.content


def good_values(finding: Finding, place: FieldPath, stored: Json) -> Iterator[Json]:
    """Values of the whole field that a partner might send to clear the finding, the likeliest first."""
    field = field_at(finding.path)
    # Files are uploaded, and the vendor is chosen with a button.
    if field is None or field.read_only or finding.path == VENDOR_FIELD or (isinstance(field, Rows) and not place.row):
        return
    if place.row is None:
        yield from _values(field, stored, CLEAN.get(place.section, {}).get(place.field), finding)
        return
    rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    others = [row for row in rows if row.get("key") != place.row]
    if place.inner:
        (named_row,) = (row for row in rows if row.get("key") == place.row)
        for value in _values(field, named_row.get(place.inner), None, finding):
            yield [{**row, place.inner: value} if row is named_row else row for row in rows]
    yield others


def _values(field: Field[object], stored: Json, clean: Json, finding: Finding) -> Iterator[Json]:
    items = stored if isinstance(stored, list) else []
    if isinstance(field, Flag):
        yield not stored
    elif isinstance(field, UploadField):
        yield from [None] if stored else ()
    elif isinstance(field, Choices):
        yield from (clean, [field.example])
        yield from ([item for item in items if item != one] for one in items)
        yield from ([*items, option.value] for option in field.options)
    elif isinstance(field, ChoiceField):
        yield from (option.value for option in field.options)
    else:
        named = (str(value) for value in finding.message.parameters.values() if isinstance(value, str))
        good = check_of(finding.code).good
        yield from (field.example, clean, good, f"{stored}\n\n{good}\n\nThis is how it works.", *named, "")
