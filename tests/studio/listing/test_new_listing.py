"""New listing: from scratch, and from a folder or zip."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Person
from common.actor import Role
from listings.content.packages import zip_of_revision
from listings.models import Listing
from studio.listing import archive_uploads
from tests.accounts.factories import make_member, make_organisation, make_person
from tests.markup import compact
from tests.shared import SMALL, listing_folders
from tests.studio.scene import make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NEW = {"route": "integrations", "offering_type": "integration", "name": "Northquay Cache"}


@pytest.fixture
def editor(data_dir: Path) -> Person:
    return make_member(make_organisation("Northquay"), Role.EDITOR)


def _new(person: Person, **changes: str) -> dict[str, str]:
    organisation = person.memberships.get().organisation_id
    return {**NEW, "organisation": str(organisation), **changes}


def test_new_listing_leads_to_the_first_step(editor: Person) -> None:
    response = signed_in(editor).post(reverse("studio:listing-new"), _new(editor))

    listing = Listing.objects.get()
    assert listing.name == "Northquay Cache"
    assert response.headers["Location"] == reverse("studio:step", args=[listing.pk, 1, "overview"])


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "x" * 51}, {"route": "nowhere"}, {"offering_type": "software_license"}]
)
def test_new_listing_says_what_is_wrong_and_keeps_the_values(editor: Person, changes: dict[str, str]) -> None:
    response = signed_in(editor).post(reverse("studio:listing-new"), _new(editor, **changes))

    assert response.status_code == 422
    assert 'id="error-summary"' in compact(response.content.decode())
    assert not Listing.objects.exists()


def test_name_that_is_taken_is_said_at_the_field(editor: Person) -> None:
    client = signed_in(editor)
    client.post(reverse("studio:listing-new"), _new(editor))

    response = client.post(reverse("studio:listing-new"), _new(editor, name="northquay cache"))

    assert response.status_code == 422
    assert Listing.objects.count() == 1


def test_organisation_of_others_cannot_be_chosen(editor: Person) -> None:
    other = make_organisation("Other")

    response = signed_in(editor).post(reverse("studio:listing-new"), _new(editor, organisation=str(other.pk)))

    assert response.status_code == 422
    assert not Listing.objects.exists()


def test_requirements_follow_the_choice(editor: Person) -> None:
    address = reverse("studio:listing-requirements")
    client = signed_in(editor)

    free = compact(client.get(address, {"route": "integrations", "offering_type": "integration"}).content.decode())
    paid = compact(
        client.get(address, {"route": "marketplace", "offering_type": "professional_service"}).content.decode()
    )

    assert "Dashboards" in free
    assert "Partner programme agreement" in free
    assert "Content is accurate" not in free  # to confirm in the wizard
    filled_in = ("Release", "Versions", "Vendor name", "Vendor ID", "Tile title", "Integration ID", "Product ID")
    assert [label for label in filled_in if f"<li>{label}</li>" in free + paid] == []
    assert "End user licence agreement" not in free
    assert "End user licence agreement" in paid
    assert "Dashboards" not in paid


def test_somebody_without_organisation_is_told_what_to_do() -> None:
    response = signed_in(make_person("nobody@example.com")).get(reverse("studio:listing-new"))

    assert response.headers["Location"] == reverse("accounts:start")


def test_viewer_cannot_create() -> None:
    viewer = make_member(make_organisation("Northquay"), Role.VIEWER)

    response = signed_in(viewer).post(reverse("studio:listing-new"), _new(viewer))

    assert response.status_code == 302
    assert not Listing.objects.exists()


@pytest.mark.parametrize("folder", listing_folders(SMALL), ids=lambda folder: folder.name)
def test_zip_is_imported_and_written_back_byte_for_byte(editor: Person, folder: Path) -> None:
    archive = SimpleUploadedFile("listing.zip", _zip_of(folder), content_type="application/zip")
    values = {"import-organisation": _new(editor)["organisation"], "import-archive": archive}

    response = signed_in(editor).post(reverse("studio:listing-import"), values)

    assert response.status_code == 302
    revision = Listing.objects.get().revisions.get()
    assert _contents(zip_of_revision(revision)) == _contents(_zip_of(folder))


def test_folder_arrives_file_by_file_with_its_paths(editor: Person) -> None:
    folder = SMALL / "devcycle"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    values = {
        "import-organisation": _new(editor)["organisation"],
        "import-folder": [SimpleUploadedFile(path.name, path.read_bytes()) for path in files],
        "paths": [str(path.relative_to(folder.parent)) for path in files],
    }

    response = signed_in(editor).post(reverse("studio:listing-import"), values)

    assert response.status_code == 302
    assert _contents(zip_of_revision(Listing.objects.get().revisions.get())) == _contents(_zip_of(folder))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"import-archive": SimpleUploadedFile("a.zip", b"this is no zip")},
        {"import-folder": [SimpleUploadedFile("manifest.json", b"{}")]},
        {
            "import-folder": [SimpleUploadedFile("manifest.json", b"{}")],
            "paths": ["../../manifest.json"],
        },
    ],
    ids=["nothing", "no zip", "no paths", "path that leads out"],
)
def test_import_that_cannot_be_read_says_why(editor: Person, values: dict[str, object]) -> None:
    sent = {"import-organisation": _new(editor)["organisation"], **values}

    response = signed_in(editor).post(reverse("studio:listing-import"), sent)

    page = compact(response.content.decode())
    assert response.status_code == 422
    assert 'id="error-summary"' in page
    assert f'href="#id_import-{"folder" if "import-folder" in values else "archive"}-field"' in page
    assert not Listing.objects.exists()


def test_no_input_of_an_upload_is_marked_as_optional_since_one_is_needed(editor: Person) -> None:
    page = compact(signed_in(editor).get(reverse("studio:listing-new")).content.decode())

    marked = re.findall(r'id="id_import-(\w+)-label">[^<]*</\w+>\s*<span class="optional">', page)
    assert marked == ["name"]


def test_folder_of_far_too_many_files_is_refused_in_words(editor: Person, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    values = {"import-folder": [SimpleUploadedFile(f"{n}.txt", b"") for n in range(3)]}

    response = signed_in(editor).post(reverse("studio:listing-import"), values, headers={"referer": "/listings/new/"})

    assert response.status_code == 400
    assert "A listing can have at most 2 files" in compact(response.content.decode())
    assert 'href="/listings/new/"' in compact(response.content.decode())


def test_zip_that_is_too_large_names_its_largest_part(editor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = SimpleUploadedFile("a.zip", _zip_of(SMALL / "devcycle"))
    monkeypatch.setattr(archive_uploads, "ARCHIVE_BYTES", 100)

    values = {"import-organisation": _new(editor)["organisation"], "import-archive": archive}
    response = signed_in(editor).post(reverse("studio:listing-import"), values)

    assert "The zip file is larger than 100 bytes. The largest part is devcycle/" in compact(response.content.decode())


def test_address_of_a_refused_import_leads_to_the_form(editor: Person) -> None:
    response = signed_in(editor).get(reverse("studio:listing-import"))

    assert response.headers["Location"] == reverse("studio:listing-new") + "#import"


def test_import_into_a_draft_is_refused_at_the_field(data_dir: Path) -> None:
    scene = make_scene()
    client, address = signed_in(scene.editor), scene.url("revision-import")
    home = compact(client.get(scene.revision.listing.get_absolute_url()).content.decode())
    before = scene.section().document

    responses = [client.get(address), client.post(address, {"import-archive": SimpleUploadedFile("a.zip", b"no zip")})]

    assert f'href="{address}"' in home
    assert [response.status_code for response in responses] == [200, 422]
    assert 'href="#id_import-archive-field"' in compact(responses[1].content.decode())
    assert scene.section().document == before


def test_import_into_a_draft_replaces_what_it_holds(data_dir: Path) -> None:
    scene = make_scene()
    archive = SimpleUploadedFile("listing.zip", _zip_of(SMALL / "devcycle"))

    response = signed_in(scene.editor).post(scene.url("revision-import"), {"import-archive": archive})

    assert response.status_code == 302
    assert scene.section().document["title"] == "DevCycle"


def _zip_of(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return packed.getvalue()


def _contents(packed: bytes) -> dict[str, bytes]:
    """Files by path below the folder."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    return {name.partition("/")[2] if _has_top(contents) else name: data for name, data in contents.items()}


def _has_top(contents: dict[str, bytes]) -> bool:
    return len({name.partition("/")[0] for name in contents}) == 1
