"""New listing: from scratch, and from a folder or zip."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Person
from common.actor import Role
from files.models import Blob
from listings.content.packages import zip_of_revision
from listings.models import Import, Listing, Revision
from studio.listing import archive_uploads
from tests.accounts.factories import make_member, make_organisation, make_person
from tests.markup import compact
from tests.shared import SMALL, listing_folders
from tests.studio.scene import Scene, make_scene, signed_in

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


def sent(client: Client, files: Sequence[SimpleUploadedFile], **values: object) -> HttpResponse:
    return client.post(reverse("studio:listing-import"), {"upload-uploads": list(files), **values})


def created(client: Client, page: str, person: Person, **answers: str) -> HttpResponse:
    """The response to the answers on the page of an upload."""
    return client.post(page, _new(person, **answers))


@pytest.mark.parametrize("folder", listing_folders(SMALL), ids=lambda folder: folder.name)
def test_zip_is_imported_and_written_back_byte_for_byte(editor: Person, folder: Path) -> None:
    client = signed_in(editor)
    archive = SimpleUploadedFile("listing.zip", _zip_of(folder), content_type="application/zip")

    page = sent(client, [archive]).headers["Location"]
    response = created(client, page, editor)

    revision = Listing.objects.get().revisions.get()
    assert response.headers["Location"] == reverse("studio:step", args=[revision.listing_id, 1, "overview"])
    assert _contents(zip_of_revision(revision)) == _contents(_zip_of(folder))


def test_folder_arrives_file_by_file_with_its_paths(editor: Person) -> None:
    client, folder = signed_in(editor), SMALL / "devcycle"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    uploads = [SimpleUploadedFile(path.name, path.read_bytes()) for path in files]
    paths = [str(path.relative_to(folder.parent)) for path in files]

    page = sent(client, uploads, paths=paths).headers["Location"]
    created(client, page, editor)

    assert _contents(zip_of_revision(Listing.objects.get().revisions.get())) == _contents(_zip_of(folder))


BOARD = json.dumps({"title": "Acme Queue - Overview", "layout_type": "ordered", "widgets": []}).encode()


def test_single_files_are_recognised_and_fill_the_answers(editor: Person) -> None:
    client = signed_in(editor)
    files = [
        SimpleUploadedFile("export.txt", BOARD),
        SimpleUploadedFile("names.txt", b"metric_name,metric_type\nacme.q.depth,gauge\n"),
        SimpleUploadedFile("notes.txt", b"Hello"),
        SimpleUploadedFile("pyproject.toml", b'[project]\nname = "acme-queue"\nversion = "1.2.0"\n'),
    ]

    page = sent(client, files).headers["Location"]
    shown = compact(client.get(page).content.decode())

    assert all(text in shown for text in ("A dashboard", "A metrics file", "Content › Dashboards"))
    assert "Left out. It belongs to no field of a listing." in shown
    assert "Only its values are used." in shown
    assert "Left out. Only" not in shown
    assert 'value="Acme Queue"' in shown
    assert "Taken from export.txt." in shown
    assert 'value="acme_queue_overview"' in shown
    response = created(client, page, editor, name="Acme Queue", short_0="acme_queue")
    revision = Listing.objects.get().revisions.get()
    assert response.headers["Location"] == reverse("studio:step", args=[revision.listing_id, 1, "overview"])
    (board,) = revision.sections.get(key="content").document["dashboards"]
    assert board["short_name"] == "acme_queue"


def test_answers_that_are_refused_lose_nothing(editor: Person) -> None:
    client = signed_in(editor)
    page = sent(client, [SimpleUploadedFile("export.txt", BOARD)]).headers["Location"]
    created(client, page, editor, name="Acme Queue", short_0="first")
    other = sent(client, [SimpleUploadedFile("export.txt", BOARD)]).headers["Location"]

    taken = created(client, other, editor, name="Acme Queue", short_0="second")
    empty = created(client, other, editor, name="", short_0="")

    assert [response.status_code for response in (taken, empty)] == [422, 422]
    assert "already has a listing called Acme Queue" in compact(taken.content.decode())
    assert 'value="second"' in compact(taken.content.decode())
    created(client, other, editor, name="Other", short_0="second")
    assert Listing.objects.count() == 2


def test_pasted_text_is_recognised(editor: Person) -> None:
    client = signed_in(editor)

    page = client.post(reverse("studio:listing-import"), {"upload-pasted": BOARD.decode()}).headers["Location"]

    assert "A dashboard" in compact(client.get(page).content.decode())


@pytest.mark.parametrize(
    "text, note",
    [
        ("# TYPE brine_depth gauge\nbrine_depth 3\n", "Names get the metric prefix if it is known, and empty cells"),
        ("Name;Type;Owner;Note\nacme.a;gauge;ops;Depth\nacme.b;count;ops;Age", "integration. Columns left out: Owner"),
    ],
)
def test_conversion_of_pasted_metrics_is_noted(editor: Person, text: str, note: str) -> None:
    client = signed_in(editor)
    page = client.post(reverse("studio:listing-import"), {"upload-pasted": text}).headers["Location"]
    assert note in compact(client.get(page).content.decode())


def test_prefix_of_exposed_metrics_is_asked_for(editor: Person) -> None:
    client, text = signed_in(editor), "# TYPE brine_depth gauge\nbrine_depth 3\ngo_threads 4\n"
    page = client.post(reverse("studio:listing-import"), {"upload-pasted": text}).headers["Location"]

    shown = compact(client.get(page).content.decode())
    refused = created(client, page, editor, name="Brine", metric_prefix="brine metrics")
    created(client, page, editor, name="Brine", metric_prefix="brine.pool")
    assert 'value="brine."' in shown
    assert refused.status_code == 422
    assert b"Use letters, digits, underscores and dots." in refused.content
    data = Revision.objects.get().sections.get(key="data").document
    assert (data["metric_prefix"], data["metric_check"]) == ("brine.pool.", ["brine.pool.brine_depth"])


def test_one_of_several_listings_is_chosen(editor: Person) -> None:
    client, packed = signed_in(editor), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("devcycle", "octoprint"):
            archive.write(SMALL / name / "manifest.json", f"all/{name}/manifest.json")

    page = sent(client, [SimpleUploadedFile("all.zip", packed.getvalue())]).headers["Location"]
    choice = compact(client.get(page).content.decode())
    chosen = client.post(page, {"part": "all/octoprint"}).headers["Location"]

    assert all(f'value="all/{name}"' in choice for name in ("devcycle", "octoprint"))
    assert 'href="/listings/new/">Start again</a>' in choice
    assert client.post(page, {"part": "all/other"}).status_code == 404
    assert 'value="Datadog OctoPrint"' in compact(client.get(chosen).content.decode())


def test_upload_that_was_used_leads_to_its_draft(editor: Person) -> None:
    client = signed_in(editor)
    page = sent(client, [SimpleUploadedFile("export.txt", BOARD)]).headers["Location"]
    first = created(client, page, editor, short_0="a")

    again, reopened = created(client, page, editor, short_0="a"), client.get(page)

    assert {response.headers["Location"] for response in (first, again, reopened)} == {first.headers["Location"]}
    assert Listing.objects.count() == 1


def test_upload_of_others_is_not_shown(editor: Person) -> None:
    page = sent(signed_in(editor), [SimpleUploadedFile("export.txt", BOARD)]).headers["Location"]
    colleague = make_member(editor.memberships.get().organisation, Role.OWNER)

    assert [signed_in(colleague).get(page).status_code, created(signed_in(colleague), page, colleague).status_code] == [
        404,
        404,
    ]


def test_upload_that_is_gone_says_so(editor: Person) -> None:
    client = signed_in(editor)
    page = sent(client, [SimpleUploadedFile("export.txt", BOARD)]).headers["Location"]
    Blob.objects.all().delete()

    response = created(client, page, editor, short_0="a")

    assert response.status_code == 422
    assert "more than a day old" in compact(response.content.decode())


@pytest.mark.parametrize(
    "files, field, text",
    [
        ([], "uploads", "Choose files or a folder"),
        ([("a.zip", b"PK\x03\x04 cut")], "uploads", "The archive is damaged"),
        ([("notes.docx", b"PK\x03\x04 cut")], "uploads", "notes.docx can&#x27;t be opened"),
        ([("a.json", b"{", "acme/manifest.json")], "uploads", "manifest.json is not valid JSON"),
        ([("a.json", b"{}", "../../manifest.json")], "uploads", "points outside your listing"),
    ],
    ids=["nothing", "damaged zip", "damaged document", "broken manifest", "path that leads out"],
)
def test_upload_that_cannot_be_read_says_why(
    editor: Person, files: list[tuple[str, ...]], field: str, text: str
) -> None:
    uploads = [SimpleUploadedFile(str(name), data) for name, data, *_path in files]  # type: ignore[misc]  # of each case
    paths = [path for _name, _data, *rest in files for path in rest]

    response = sent(signed_in(editor), uploads, paths=paths)

    page = compact(response.content.decode())
    assert response.status_code == 422
    assert f'href="#id_upload-{field}-field"' in page
    assert text in page
    assert not Import.objects.exists()


@pytest.mark.parametrize("data", [b"{not json", b"[]", b"plain", b"\x89PNG\r\n\x1a\n"])
def test_single_file_is_never_a_damaged_archive(editor: Person, data: bytes) -> None:
    client = signed_in(editor)

    page = sent(client, [SimpleUploadedFile("a.zip", data)]).headers["Location"]

    assert "archive" not in compact(client.get(page).content.decode()).lower().replace("zip archive", "")


@pytest.mark.parametrize(
    "name, entries",
    [
        ("notes.docx", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]),
        ("prices.ods", ["mimetype", "content.xml", "META-INF/manifest.xml"]),
    ],
)
def test_office_document_is_not_taken_for_an_archive(editor: Person, name: str, entries: list[str]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "x")
    client = signed_in(editor)

    page = sent(client, [SimpleUploadedFile(name, buffer.getvalue())]).headers["Location"]

    shown = compact(client.get(page).content.decode())
    assert "An Office document" in shown
    assert "Left out. Listings can&#x27;t contain Office documents. Paste the text or table instead." in shown
    assert entries[0] not in shown


def test_folder_of_far_too_many_files_is_refused_in_words(editor: Person, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    values = {"upload-uploads": [SimpleUploadedFile(f"{n}.txt", b"") for n in range(3)]}

    response = signed_in(editor).post(reverse("studio:listing-import"), values, headers={"referer": "/listings/new/"})

    assert response.status_code == 400
    assert "A listing can have at most 2 files" in compact(response.content.decode())
    assert 'href="/listings/new/"' in compact(response.content.decode())


def test_zip_that_is_too_large_names_its_largest_part(editor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = SimpleUploadedFile("a.zip", _zip_of(SMALL / "devcycle"))
    monkeypatch.setattr(archive_uploads, "ARCHIVE_BYTES", 100)

    response = sent(signed_in(editor), [archive])

    assert "The zip file is larger than 100 bytes. The largest part is devcycle/" in compact(response.content.decode())


def test_address_of_a_refused_import_leads_to_the_form(editor: Person) -> None:
    response = signed_in(editor).get(reverse("studio:listing-import"))

    assert response.headers["Location"] == reverse("studio:listing-new")


def into_draft(scene: Scene, *files: SimpleUploadedFile) -> tuple[Client, str]:
    """The client and the page of an upload for the draft."""
    client = signed_in(scene.editor)
    response = client.post(scene.url("revision-import"), {"upload-uploads": list(files)})
    return client, response.headers["Location"]


def test_import_into_a_draft_is_refused_at_the_field(data_dir: Path) -> None:
    scene = make_scene()
    client, address = signed_in(scene.editor), scene.url("revision-import")
    home = compact(client.get(scene.revision.listing.get_absolute_url()).content.decode())
    broken = SimpleUploadedFile("a.zip", b"PK\x03\x04 cut")

    responses = [client.get(address), client.post(address, {"upload-uploads": broken})]

    assert f'href="{address}"' in home
    assert [response.status_code for response in responses] == [200, 422]
    assert 'href="#id_upload-uploads-field"' in compact(responses[1].content.decode())


def test_whole_listing_replaces_a_draft_after_a_summary(data_dir: Path) -> None:
    scene = make_scene()
    before = scene.section().document
    client, page = into_draft(scene, SimpleUploadedFile("listing.zip", _zip_of(SMALL / "devcycle")))

    shown = compact(client.get(page).content.decode())
    assert scene.section().document == before
    response = client.post(page, {"seen": str(Revision.objects.get().version)})

    assert "Overview" in shown
    assert "These steps stay as they are" in shown
    assert scene.section().document["title"] == "DevCycle"
    result = compact(client.get(response.headers["Location"]).content.decode())
    undo = re.search(r'action="([^"]+/undo/)"', result)
    assert undo is not None
    client.post(undo[1], {"step": "overview"})
    assert scene.section().document == before


def test_file_is_offered_for_its_place(data_dir: Path) -> None:
    scene = make_scene()
    client, page = into_draft(scene, SimpleUploadedFile("export.txt", BOARD))

    shown = compact(client.get(page).content.decode())
    assert "export.txt" not in client.get(reverse("studio:listing-new")).content.decode()  # it belongs to the draft
    client.post(page, {"file_0": "add", "file_0_short": "acme_queue"})

    assert "This is a dashboard. Add it to Content › Dashboards?" in shown
    (board,) = scene.section("content").document["dashboards"]
    assert board["short_name"] == "acme_queue"


def test_file_that_is_left_out_changes_nothing(data_dir: Path) -> None:
    scene = make_scene()
    client, page = into_draft(scene, SimpleUploadedFile("export.txt", BOARD))

    preview = compact(client.post(page, {"file_0": "leave", "preview": "1"}).content.decode())
    client.post(page, {"file_0": "leave"})

    assert "Nothing in the draft changes." in preview
    assert not scene.section("content").document.get("dashboards")


def test_draft_that_changed_meanwhile_shows_a_new_summary(data_dir: Path) -> None:
    scene = make_scene()
    client, page = into_draft(scene, SimpleUploadedFile("export.txt", BOARD))

    response = client.post(page, {"file_0": "add", "seen": "0"})

    assert response.status_code == 422
    assert "This is a dashboard" in compact(response.content.decode())
    assert not scene.section("content").document.get("dashboards")


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
