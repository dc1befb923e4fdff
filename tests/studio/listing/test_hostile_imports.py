"""Any folder is either imported with findings or refused with a message, and every page of it opens."""

import json
from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from listings.models import Listing, Revision
from tests.studio.scene import Scene, make_scene, signed_in
from tests.studio.wizard.test_hostile_values import DEEP, STONES, assert_open, pages_of
from tests.tilekit.json_values import JSON
from tests.tilekit.listing import base_files
from tilekit.core.field import Json
from tilekit.scaffold.archive import zip_of_files
from tilekit.scaffold.manifest_table import ENTRIES
from tilekit.scaffold.pointers import put_at

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEARCH = settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
POINTERS = sorted({entry.pointer for entry in ENTRIES})
MANIFEST = base_files()["manifest.json"]
WRITABLE = [stone for stone in STONES if not isinstance(stone, float)]
NO_FILES: Mapping[str, bytes] = {}
ROWS = [{"caption": "x", "media_type": "image", "image_url": "images/a.png"}] * 3_000


def everywhere(stone: Json) -> dict[str, Json]:
    return dict.fromkeys(POINTERS, stone)


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return make_scene()


HALF = json.dumps({"title": "a\ud800", "name": "b\udc00\0", "type": "query alert", "query": "\ud800", "message": "\0"})
FILES = {
    "assets/dashboards/acme_widget_overview.json": HALF.encode(),
    "assets/monitors/half.json": HALF.encode(),
    "assets/logs/acme.yaml": b'id: .nan\n"a\\0": -.inf\npipeline: {name: "\\0", processors: [{type: .nan}]}\n',
    "images/\u202egnp.png": b"no picture",
}


def test_values_of_files_that_nothing_can_hold_are_imported(scene: Scene) -> None:
    """A lone surrogate in a title made a page return 500, and NaN did the same for the findings of the whole draft."""
    upload(scene, {"/assets/monitors": {"half": "assets/monitors/half.json"}}, FILES)


@SEARCH
@given(values=st.sampled_from(WRITABLE).map(everywhere) | st.dictionaries(st.sampled_from(POINTERS), JSON, max_size=5))
def test_any_manifest_is_imported_or_refused(scene: Scene, values: dict[str, Json]) -> None:
    upload(scene, values)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"/tile/media": ROWS}, marks=pytest.mark.sqlite_is_enough),
        {"/tile/title": "x" * 100_000},
        pytest.param({"/tile/title": "Ac\u202eme"}, marks=pytest.mark.sqlite_is_enough),
        everywhere("\ud800"),
        everywhere(DEEP),
    ],
    ids=lambda values: str(values)[:40],
)
def test_hostile_manifest_is_imported_or_refused(scene: Scene, values: dict[str, Json]) -> None:
    upload(scene, values)


def upload(scene: Scene, values: dict[str, Json], files: Mapping[str, bytes] = NO_FILES) -> None:
    """Import the folder as a new listing and into a draft; every resulting page opens."""
    manifest = json.loads(MANIFEST)
    for pointer, value in values.items():
        put_at(manifest, pointer, json.loads(json.dumps(value)))
    data = zip_of_files({**base_files(), **files, "manifest.json": json.dumps(manifest).encode()}, "acme")
    client, former = signed_in(scene.editor), set(Revision.objects.values_list("pk", flat=True))

    sent = [
        client.post(address, {"upload-uploads": SimpleUploadedFile("acme.zip", data)})
        for address in ("/listings/import/", scene.url("revision-import"))
    ]
    new, into = (response.headers.get("Location") for response in sent)

    assert {response.status_code for response in sent} in ({302}, {422})
    if new and into:
        assert [client.get(page).status_code for page in (new, into)] == [200, 200]
        answers = {"route": "integrations", "offering_type": "integration", "name": "Acme"}
        assert client.post(new, {**answers, "organisation": str(scene.organisation.pk)}).status_code == 302
        assert client.post(into).status_code == 302
    fresh = Revision.objects.exclude(pk__in=former).first()
    there = Scene(organisation=scene.organisation, editor=scene.editor, revision=fresh or scene.revision)
    assert_open(client, pages_of(there))
    if fresh:  # the draft now has the same content
        assert_open(client, pages_of(scene, {"overview"}))
    Revision.objects.exclude(pk__in=former).delete()
    Listing.objects.exclude(pk=scene.revision.listing_id).delete()
