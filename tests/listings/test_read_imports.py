"""An archive is read first, and imported with the answers of the person: as a new listing, or into a draft."""

import json
from collections.abc import Callable
from csv import DictReader
from io import StringIO
from pathlib import PurePosixPath

import pytest
from django.core.files.base import ContentFile

from audit.models import Event
from common.actor import Actor
from common.errors import NotFound, Stale
from files.errors import FileUnknown
from files.models import Blob
from listings.actions import save_section
from listings.content.bundles import bundle_of_revision
from listings.editing.draft_content import draft_content
from listings.errors import ImportRefused, NameTaken
from listings.imports.draft_imports import import_into_draft
from listings.imports.file_choices import FileChoice
from listings.imports.new_listings import NewListingAnswers, create_from_import
from listings.imports.queued_imports import ImportTarget
from listings.imports.read_imports import read_part, read_upload
from listings.imports.readings import Reading
from listings.models import Import, Listing, Revision
from studio.wizard.page.fields.origin_hints import filled_hints
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.tilekit.listing import base_files, changed_manifest
from tilekit.core.fileref import FileRef
from tilekit.scaffold import archive as archive_limits
from tilekit.scaffold.archive import zip_of_files
from tilekit.sections.row_matching import rows_of
from validation.actions.fixes import undo_fix

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
BOARD = json.dumps({"title": "Acme Queue", "layout_type": "ordered", "widgets": []}).encode()
LOOSE = {
    "board.json": BOARD,
    "m.csv": b"metric_name,metric_type\nacme.q.depth,gauge\n",
    "README.md": b"# Acme Queue\n\n## Overview\n\nA broker.\n",
    "notes.txt": b"Hello",
}


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


def wheel(*names: str) -> bytes:
    """A wheel with these empty files."""
    return zip_of_files(dict.fromkeys(names, b""), "")


def archive(files: dict[str, bytes], folder: str = "") -> ContentFile:
    return ContentFile(zip_of_files(files, folder), name="acme.zip")


def target(by: Actor, revision: Revision | None = None) -> ImportTarget:
    return ImportTarget(organisation_id=next(iter(by.organisations)), revision_id=revision.pk if revision else None)


def read(files: dict[str, bytes], by: Actor, *, into: Revision | None = None, folder: str = "") -> Import:
    return read_upload(archive(files, folder), target=target(by, into), by=by, now=NOW)


def answers(by: Actor, **values: object) -> NewListingAnswers:
    given = {"route": "integrations", "offering_type": "integration", "name": "Acme Queue", **values}
    return NewListingAnswers(organisation_id=next(iter(by.organisations)), **given)  # type: ignore[arg-type]  # by name


def created(row: Import, by: Actor, **values: object) -> Revision:
    return create_from_import(import_id=row.pk, answers=answers(by, **values), by=by, now=NOW)


def documents(revision: Revision) -> dict[str, dict[str, object]]:
    return {key: section.values for key, section in draft_content(reloaded(revision)).documents.items()}


def test_single_files_fill_a_new_listing(editor: Actor) -> None:
    row = read(LOOSE, editor)

    revision = created(row, editor, short_names={"board.json": "acme_queue"})

    stored = documents(revision)
    (board,) = stored["content"]["dashboards"]
    assert board["short_name"] == "acme_queue"
    assert stored["data"]["metadata_csv"]["name"] == "m.csv"
    assert (stored["data"]["metric_prefix"], stored["data"]["submitted_data_types"]) == ("acme.q.", ["Metrics"])
    assert stored["overview"]["overview_md"].strip() == "A broker."
    assert (stored["overview"]["title"], stored["overview"]["integration_id"]) == ("Acme Queue", "acme-queue")
    files = bundle_of_revision(reloaded(revision)).files
    assert files["assets/dashboards/board.json"] == BOARD
    assert "notes.txt" not in files
    assert [file.sent for file in Reading.from_json(row.reading).files if file.reason] == ["notes.txt"]


def test_whole_listing_stays_as_it_is(editor: Actor) -> None:
    revision = created(read(base_files(), editor, folder="acme_widget"), editor, name="Acme Widget")

    assert dict(bundle_of_revision(reloaded(revision)).files) == base_files()


CLIENT = json.dumps({"integration": {"name": "Acme Widget", "scopes": ["api_keys_write", "monitors_read"]}}).encode()
WITH_CLIENT = {
    **base_files(),
    "manifest.json": changed_manifest({"/assets/oauth": "assets/oauth_clients.json"}),
    "assets/oauth_clients.json": CLIENT,
}


def reasons(revision: Revision) -> dict[str, object]:
    """{scope: its reason}."""
    rows = rows_of(documents(revision)["configuration"].get("oauth_scopes"))  # type: ignore[arg-type]  # JSON
    return {str(row["scope"]): row.get("reason") for row in rows}


def hints(revision: Revision) -> dict[str, str]:
    section = reloaded(revision).sections.get(key="configuration", scope="")
    return filled_hints("configuration", section.document, section.filled)


def test_scopes_of_a_folder_get_the_reasons_that_its_data_types_explain(editor: Actor) -> None:
    revision = created(read(WITH_CLIENT, editor, folder="acme_widget"), editor, name="Acme Widget")

    assert reasons(revision) == {"api_keys_write": "Sends metrics", "monitors_read": None}
    (hint,) = [hint for path, hint in hints(revision).items() if path.endswith("].reason")]
    assert hint.startswith("From the data types")
    assert bundle_of_revision(reloaded(revision)).files["assets/oauth_clients.json"] == CLIENT


def test_second_click_creates_nothing(editor: Actor) -> None:
    row = read(LOOSE, editor)

    first, second = created(row, editor), created(row, editor)

    assert first == second
    assert Listing.objects.count() == 1
    assert Event.objects.filter(verb="listing.create").count() == 1


def test_taken_name_changes_nothing(editor: Actor) -> None:
    draft(editor, name="Acme Queue")
    row = read(LOOSE, editor)

    with pytest.raises(NameTaken):
        created(row, editor)

    row.refresh_from_db()
    assert row.revision is None
    assert created(row, editor, name="Other").listing.name == "Other"


def test_other_people_cannot_use_an_upload(editor: Actor) -> None:
    row = read(LOOSE, editor)

    with pytest.raises(NotFound):
        created(row, member(organisation("Other")))


def test_upload_that_was_deleted_after_a_day_is_refused(editor: Actor) -> None:
    row = read(LOOSE, editor)
    Blob.objects.all().delete()

    with pytest.raises(FileUnknown):
        created(row, editor)

    assert Listing.objects.count() == 0


def test_one_of_several_listings_is_chosen(editor: Actor) -> None:
    files = {f"{name}/{path}": data for name in ("a", "b") for path, data in base_files().items()}
    row = read(files, editor, folder="repo")
    assert Reading.from_json(row.reading).listings == ("repo/a", "repo/b")

    part = read_part(row, "repo/b", by=editor, now=NOW)

    revision = created(part, editor)
    assert (dict(bundle_of_revision(reloaded(revision)).files), revision.folder) == (base_files(), "b")


def test_broken_manifest_is_refused_with_its_place(editor: Actor) -> None:
    with pytest.raises(ImportRefused, match=r"manifest\.json is not valid JSON"):
        read({"manifest.json": b"{", "README.md": b""}, editor, folder="acme")


def test_large_upload_is_read_by_the_worker(editor: Actor, settings: object, run_jobs: Callable[[], int]) -> None:
    settings.IMPORT_IN_WEB_BYTES = 10  # type: ignore[attr-defined]  # the fixture of pytest-django
    row = read(LOOSE, editor)
    assert (row.state, row.reading) == ("queued", None)

    run_jobs()

    row.refresh_from_db()
    assert row.state == "done"
    assert created(row, editor).listing.name == "Acme Queue"


def imported(row: Import, by: Actor, **values: object) -> object:
    given = {"choices": {}, "seen": None, **values}
    return import_into_draft(import_id=row.pk, by=by, now=NOW, **given)  # type: ignore[arg-type]  # by name


def test_file_is_added_to_a_draft_and_undone(editor: Actor) -> None:
    revision = draft(editor)
    before = documents(revision)

    done = imported(read({"x.json": BOARD}, editor, into=revision), editor)

    (board,) = documents(revision)["content"]["dashboards"]
    assert board["file"]["name"] == "x.json"
    undo_fix(revision_id=revision.pk, applied_fix_id=done.pk, by=editor, now=NOW)  # type: ignore[attr-defined]
    assert documents(revision) == before


@pytest.mark.parametrize(
    "name, data, field",
    [
        ("pipeline.yaml", b"id: acme\npipeline:\n  filter: {query: source:acme}\n", "data.log_pipeline_yaml"),
        ("samples.yaml", b"tests:\n- sample: one\n", "data.log_tests_yaml"),
        ("mark.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="#123456"/></svg>', "overview.logo_light"),
        ("acme.whl", wheel("datadog_acme-1.0.0.dist-info/METADATA"), "configuration.wheel"),
        ("rule.json", b'{"queries": [], "cases": []}', "content.detection_rules"),
    ],
)
def test_file_whose_folder_puts_it_into_a_field_is_added_to_a_draft(
    editor: Actor, name: str, data: bytes, field: str
) -> None:
    revision = draft(editor)

    imported(read({name: data}, editor, into=revision), editor)

    section, _, key = field.partition(".")
    stored = documents(revision)[section][key]
    reference = stored[0]["file"] if isinstance(stored, list) else stored
    assert PurePosixPath(reference["name"]).suffix == PurePosixPath(name).suffix


def test_newer_export_under_another_name_replaces_the_row_once(editor: Actor) -> None:
    revision = draft(editor)
    choices = {"x.json": FileChoice(short_name="acme_queue")}
    imported(read({"x.json": BOARD}, editor, into=revision), editor, choices=choices)

    imported(read({"a.json": BOARD + b" ", "b.json": BOARD + b"\n"}, editor, into=revision), editor)

    boards = documents(revision)["content"]["dashboards"]
    digests = [(row["short_name"], row["file"]["sha256"]) for row in boards]  # type: ignore[attr-defined]  # a list
    assert digests == [
        ("acme_queue", FileRef.of("", BOARD + b" ").sha256),
        ("", FileRef.of("", BOARD + b"\n").sha256),
    ]


EXPOSITION = b"# HELP brine_depth Messages\n# TYPE brine_depth gauge\nbrine_depth 3\nacme.brine_age 4\n"


def test_exposed_metrics_are_completed_with_what_the_draft_says(editor: Actor) -> None:
    revision = draft(editor)
    for key, changes in (("data", {"metric_prefix": "acme."}), ("overview", {"source_type_name": "Acme Queue"})):
        save_section(revision_id=revision.pk, key=key, version=None, changes=changes, by=editor, now=NOW)
    row = read({"metrics.txt": EXPOSITION}, editor, into=revision)

    import_into_draft(import_id=row.pk, choices={}, seen=None, by=editor, now=NOW)

    (table,) = [data for path, data in bundle_of_revision(reloaded(revision)).files.items() if path == "metadata.csv"]
    rows = [
        (one["metric_name"], one["orientation"], one["integration"]) for one in DictReader(StringIO(table.decode()))
    ]
    assert rows == [("acme.brine_depth", "0", "acme_queue"), ("acme.brine_age", "0", "acme_queue")]


def test_exposed_metrics_get_the_prefix_of_other_files(editor: Actor) -> None:
    row = read({"metrics.txt": EXPOSITION, "service.json": b'[{"check": "acme.up", "statuses": ["ok"]}]'}, editor)

    revision = created(row, editor)

    table = bundle_of_revision(revision).files["metadata.csv"].decode()
    assert [one["metric_name"] for one in DictReader(StringIO(table))] == ["acme.brine_depth", "acme.brine_age"]


def test_exposed_metrics_alone_get_the_prefix_that_was_asked_for(editor: Actor) -> None:
    row = read({"metrics.txt": EXPOSITION}, editor)

    revision = created(row, editor, metric_prefix="brine.")

    table, data = bundle_of_revision(revision).files["metadata.csv"].decode(), documents(revision)["data"]
    rows = [(one["metric_name"], one["integration"]) for one in DictReader(StringIO(table))]
    assert rows == [("brine.depth", "acme_queue"), ("brine.acme.brine_age", "acme_queue")]
    assert (data["metric_prefix"], data["metric_check"]) == ("brine.", ["brine.depth"])


def test_values_that_do_not_apply_to_the_method_are_left_out(editor: Actor) -> None:
    changelog = b"# CHANGELOG - Acme\n\n## 1.4.0 / 2026-05-01\n\n***Added***:\n\n* Queues\n"
    oauth = b'{"integration": {"name": "Acme", "redirect_uris": ["https://a.example/x"], "client_role": "integration"}}'

    of_api = created(read({"CHANGELOG.md": changelog, "oauth_client.json": oauth}, editor), editor)
    undecided = created(read({"CHANGELOG.md": changelog}, editor), editor, name="Other")

    versions = [documents(revision)["configuration"].get("package_version") for revision in (of_api, undecided)]
    assert versions == [None, "1.4.0"]


def test_file_of_the_same_name_is_replaced(editor: Actor) -> None:
    revision = draft(editor)
    imported(read({"x.json": BOARD}, editor, into=revision), editor)

    imported(read({"x.json": BOARD + b" "}, editor, into=revision), editor)

    assert len(documents(revision)["content"]["dashboards"]) == 1
    assert dict(bundle_of_revision(reloaded(revision)).files)["assets/dashboards/x.json"] == BOARD + b" "


def test_files_are_left_out_added_or_replaced_as_chosen(editor: Actor) -> None:
    revision = draft(editor)
    imported(read({"x.json": BOARD}, editor, into=revision), editor)
    files = {"x.json": BOARD + b" ", "m.csv": LOOSE["m.csv"]}
    choices = {"x.json": FileChoice(short_name="second"), "m.csv": FileChoice(is_left_out=True)}

    imported(read(files, editor, into=revision), editor, choices=choices)

    stored = documents(revision)
    assert [row["short_name"] for row in stored["content"]["dashboards"]] == ["", "second"]
    assert not stored["data"].get("metadata_csv")


def test_whole_listing_replaces_a_draft_and_is_undone(editor: Actor) -> None:
    revision = draft(editor, name="Own name")
    changes = {"overview_md": "Typed", "display_on_public_website": False}
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=editor, now=NOW)
    before, files = documents(revision), dict(bundle_of_revision(reloaded(revision)).files)

    done = imported(read(base_files(), editor, into=revision, folder="acme_widget"), editor)

    current = reloaded(revision)
    assert (set(bundle_of_revision(current).files), current.folder) == (set(base_files()), "acme_widget")
    assert documents(revision)["overview"]["overview_md"] != "Typed"
    undo_fix(revision_id=revision.pk, applied_fix_id=done.pk, by=editor, now=NOW)  # type: ignore[attr-defined]
    current = reloaded(revision)
    assert (documents(revision), dict(bundle_of_revision(current).files), current.folder) == (before, files, "")


def test_scopes_that_are_imported_into_a_draft_get_reasons(editor: Actor) -> None:
    revision = draft(editor)
    before = documents(revision)

    done = imported(read(WITH_CLIENT, editor, into=revision, folder="acme_widget"), editor)

    assert reasons(revision) == {"api_keys_write": "Sends metrics", "monitors_read": None}
    (hint,) = [hint for path, hint in hints(revision).items() if path.endswith("].reason")]
    assert hint.startswith("From the data types")
    undo_fix(revision_id=revision.pk, applied_fix_id=done.pk, by=editor, now=NOW)  # type: ignore[attr-defined]
    assert documents(revision) == before


def test_files_explain_the_scopes_of_a_draft_and_keep_reasons(editor: Actor) -> None:
    revision = draft(editor)
    scopes = [{"key": "a", "scope": "api_keys_write"}, {"key": "b", "scope": "metrics_read", "reason": "Typed"}]
    changes = {"code_type": "api_oauth", "oauth_scopes": scopes}
    save_section(revision_id=revision.pk, key="configuration", version=None, changes=changes, by=editor, now=NOW)

    imported(read({"x.json": BOARD}, editor, into=revision), editor)
    assert reasons(revision) == {"api_keys_write": None, "metrics_read": "Typed"}
    imported(read({"m.csv": LOOSE["m.csv"]}, editor, into=revision), editor)

    assert reasons(revision) == {"api_keys_write": "Sends metrics", "metrics_read": "Typed"}
    assert [path for path in hints(revision) if path.endswith("].reason")] == ["configuration.oauth_scopes[a].reason"]


def test_readme_changes_its_texts_only(editor: Actor) -> None:
    revision = draft(editor)
    imported(read(base_files(), editor, into=revision, folder="acme_widget"), editor)

    imported(read({"README.md": LOOSE["README.md"]}, editor, into=revision), editor)

    stored = documents(revision)
    assert stored["overview"]["overview_md"].strip() == "A broker."
    assert stored["data"]["metadata_csv"]


def test_second_click_imports_nothing(editor: Actor) -> None:
    revision = draft(editor)
    row = read({"x.json": BOARD}, editor, into=revision)

    assert imported(row, editor) == imported(row, editor)

    assert len(documents(revision)["content"]["dashboards"]) == 1


def test_draft_that_changed_after_the_summary_is_not_overwritten(editor: Actor) -> None:
    revision = draft(editor)
    row = read({"x.json": BOARD}, editor, into=revision)
    seen = reloaded(revision).version
    changes = {"overview_md": "Typed"}
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=editor, now=NOW)

    with pytest.raises(Stale):
        imported(row, editor, seen=seen)

    assert not documents(revision)["content"].get("dashboards")


def test_import_that_changes_nothing_is_not_written(editor: Actor) -> None:
    revision = draft(editor)
    imported(read({"x.json": BOARD}, editor, into=revision), editor)
    version = reloaded(revision).version

    assert imported(read({"x.json": BOARD}, editor, into=revision), editor) is None
    assert reloaded(revision).version == version


def test_files_that_are_too_large_together_are_refused(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = draft(editor)
    row = read({"x.json": BOARD}, editor, into=revision)
    monkeypatch.setattr(archive_limits, "MAX_WEIGHT", 1)

    with pytest.raises(ImportRefused, match="more than 1 values"):
        imported(row, editor)

    assert not documents(revision)["content"].get("dashboards")
