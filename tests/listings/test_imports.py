import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from common.actor import SYSTEM, Actor, Role
from common.errors import NotAllowed, NotPossible
from files.models import Blob, BlobUse
from listings.actions import save_section, start_revision
from listings.content.bundles import bundle_of_revision
from listings.content.identities import identities_of
from listings.content.packages import package_at, package_of_folder, package_of_zip, zip_of_revision
from listings.errors import ImportRefused, NameTaken
from listings.imports.folder_imports import import_into_revision, import_package
from listings.models import Listing, Revision, Section
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.shared import bundle_of_folder, listing_folders
from tests.tilekit.listing import base_files
from tests.validation.scene import live_submission
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity
from tilekit.core.field import Json
from tilekit.scaffold.archive import zip_of_files
from tilekit.scaffold.bundles import bundle_of_package
from tilekit.scaffold.read import Package, package_of_files
from tilekit.sections.overview import Overview
from validation.contexts import context_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


def acme(**files: bytes) -> Package:
    return package_of_files(Files.of({**base_files(), **files}), "acme_widget")


def imported(package: Package, by: Actor, **options: object) -> Revision:
    return import_package(organisation_id=next(iter(by.organisations)), package=package, by=by, now=NOW, **options)


def files_of(revision: Revision) -> dict[str, bytes]:
    return dict(bundle_of_revision(reloaded(revision)).files)


def test_import_package_makes_a_listing_with_everything(editor: Actor) -> None:
    revision = imported(acme(**{"tests/test_unit.py": b"assert True\n"}), editor)

    listing = revision.listing
    assert (listing.name, listing.route, str(listing.app_uuid)) == (
        "Acme Widget",
        "integrations",
        "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11",
    )
    assert listing.source_type_id == 7000001
    assert revision.folder == "acme_widget"
    assert set(revision.base) == {"manifest.json", "README.md", "CHANGELOG.md"}
    assert "tests/test_unit.py" in revision.carried
    assert Section.objects.get(revision=revision, key="overview").document["integration_id"] == "acme-widget"
    assert Section.objects.get(revision=revision, key="submission").document == {"requested_release": "asap"}
    assert Blob.objects.count() == BlobUse.objects.filter(listing_id=listing.pk).count()
    assert Event.objects.filter(verb="listing.create").count() == 1


def test_import_package_gives_back_the_same_bytes(editor: Actor) -> None:
    files = base_files()

    revision = imported(acme(), editor)

    assert files_of(revision) == files
    assert zip_of_revision(reloaded(revision)) == zip_of_files(files, "acme_widget")


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_import_of_a_real_listing_gives_back_the_same_bytes(folder: Path, editor: Actor) -> None:
    original = bundle_of_folder(folder)

    revision = imported(package_of_folder(folder), editor)

    bundle = bundle_of_revision(reloaded(revision))
    assert dict(bundle.files) == dict(original.files)
    assert bundle.digest == original.digest


def paid(**author: str) -> Package:
    """The folder of a listing on Marketplace."""
    manifest = json.loads(base_files()["manifest.json"])
    manifest["author"] |= author
    manifest["pricing"] = [{"billing_type": "flat_fee", "unit_price": 10}]
    return acme(**{"manifest.json": json.dumps(manifest, indent=2).encode()})


def test_paid_folder_without_a_vendor_id_gets_that_of_the_organisation(editor: Actor) -> None:
    revision = imported(paid(), editor)

    assert revision.listing.route == "marketplace"
    assert Section.objects.get(revision=revision, key="overview").document["vendor_id"] == "acme"
    assert json.loads(files_of(revision)["manifest.json"])["author"]["vendor_id"] == "acme"


def test_vendor_id_of_a_folder_stays(editor: Actor) -> None:
    revision = imported(paid(vendor_id="harbour"), editor)

    assert Section.objects.get(revision=revision, key="overview").document["vendor_id"] == "harbour"


def test_import_into_revision_keeps_a_wish(editor: Actor) -> None:
    revision = draft(editor, name="Own name")
    changes = {"requested_release": "hold"}
    save_section(revision_id=revision.pk, key="submission", version=None, changes=changes, by=editor, now=NOW)

    import_into_revision(revision_id=revision.pk, package=acme(), by=editor, now=NOW)

    assert Section.objects.get(revision=revision, key="submission").document["requested_release"] == "hold"


def test_import_package_replaces_identifiers_that_are_taken(editor: Actor) -> None:
    first = imported(acme(), editor).listing

    second = imported(acme(), editor, name="Another").listing

    assert second.app_uuid != first.app_uuid
    assert second.source_type_id != first.source_type_id


def test_import_package_replaces_a_made_up_uuid(editor: Actor) -> None:
    manifest = json.loads(base_files()["manifest.json"])
    made_up = "12345678-1234-1234-1234-123456789abc"

    revision = imported(acme(**{"manifest.json": json.dumps({**manifest, "app_uuid": made_up}).encode()}), editor)

    assert str(revision.listing.app_uuid) != made_up


def test_import_package_refuses_a_name_that_is_taken(editor: Actor) -> None:
    imported(acme(), editor)

    with pytest.raises(NameTaken):
        imported(acme(), editor)

    assert Listing.objects.count() == 1


@pytest.mark.parametrize("title", ["", " \u00a0", "\u200b", "\ufe0f"])
def test_import_without_a_name_that_people_can_read_takes_that_of_the_folder(title: str, editor: Actor) -> None:
    manifest = json.loads(base_files()["manifest.json"])
    manifest["tile"]["title"] = title

    revision = imported(acme(**{"manifest.json": json.dumps(manifest).encode()}), editor)

    assert revision.listing.name == "acme_widget"


def test_import_package_is_for_editors() -> None:
    viewer = member(organisation(), Role.VIEWER)

    with pytest.raises(NotAllowed):
        imported(acme(), viewer)

    assert not Listing.objects.exists()


def test_import_into_revision_keeps_what_no_folder_carries(editor: Actor) -> None:
    revision = draft(editor, name="Own name")
    save_section(
        revision_id=revision.pk,
        key="support",
        version=None,
        changes={"maintainer_email": "us@acme.example", "support_md": "Replaced."},
        by=editor,
        now=NOW,
    )

    import_into_revision(revision_id=revision.pk, package=acme(), by=editor, now=NOW)

    support = Section.objects.get(revision=revision, key="support").document
    assert support["maintainer_email"] == "us@acme.example"
    assert support["support_md"].startswith("Need help?")
    listing = reloaded(revision).listing
    assert (listing.name, listing.app_uuid) == ("Own name", revision.listing.app_uuid)
    unchanged = {path for path, data in base_files().items() if files_of(revision)[path] == data}
    assert set(base_files()) - unchanged == {"manifest.json"}  # it has the identifiers of this listing
    assert Event.objects.filter(verb="revision.import").count() == 1


def test_alternative_text_stays_with_its_image_after_an_export_and_an_import(editor: Actor) -> None:
    revision = imported(acme(), editor)
    [image] = Section.objects.get(revision=revision, key="overview").document["media"]
    rows = [{"key": "new", "caption": "Another"}, {**image, "key": "own", "alternative_text": "A curve with a peak"}]
    save_section(revision_id=revision.pk, key="overview", version=None, changes={"media": rows}, by=editor, now=NOW)
    files = files_of(revision)
    files["manifest.json"] = files["manifest.json"].replace(image["caption"].encode(), b"Tides of a week")

    import_into_revision(
        revision_id=revision.pk, package=package_of_files(Files.of(files), "acme_widget"), by=editor, now=NOW
    )

    stored = Section.objects.get(revision=revision, key="overview").document["media"]
    assert [row.get("alternative_text", "") for row in stored] == ["", "A curve with a peak"]
    assert [(row["key"], row["caption"]) for row in stored] == [("new", "Another"), ("own", "Tides of a week")]


def test_cells_that_no_folder_contains_stay_with_rows_without_a_file(editor: Actor) -> None:
    revision = imported(acme(), editor)
    video = {"key": "v", "media_type": "video", "caption": "A tour", "video_url": "https://tv.acme.example/tour"}
    scopes = [
        {"key": str(at), "scope": scope, "reason": f"For {scope}"} for at, scope in enumerate(("metrics_read", "x"))
    ]
    changes = {"overview": {"media": [video]}, "configuration": {"oauth_scopes": scopes, "code_type": "api_oauth"}}
    for key, values in changes.items():
        save_section(revision_id=revision.pk, key=key, version=None, changes=values, by=editor, now=NOW)
    exported = package_of_files(Files.of(files_of(revision)), "acme_widget")

    import_into_revision(revision_id=revision.pk, package=exported, by=editor, now=NOW)

    stored = {section.key: section.document for section in Section.objects.filter(revision=revision)}
    assert [row.get("video_url") for row in stored["overview"]["media"]] == [video["video_url"]]
    assert stored["configuration"]["oauth_scopes"] == scopes


def test_what_is_set_aside_survives_an_export_and_an_import(editor: Actor) -> None:
    revision = imported(acme(), editor)
    values: dict[str, Json] = {"oauth_name": "Acme", "oauth_onboarding_url": "https://acme.example/connect"}
    for method, changes in (("api_oauth", values), ("agent", {})):
        changed = {"code_type": method, **changes}
        save_section(revision_id=revision.pk, key="configuration", version=None, changes=changed, by=editor, now=NOW)
    exported = package_of_files(Files.of(files_of(revision)), "acme_widget")

    import_into_revision(revision_id=revision.pk, package=exported, by=editor, now=NOW)

    stored = Section.objects.get(revision=revision, key="configuration").document
    assert {name: stored.get(name) for name in values} == values


def test_import_does_not_bring_back_what_was_set_aside(editor: Actor) -> None:
    revision = imported(acme(), editor)
    changes: dict[str, Json] = {"code_type": "tile_only", "oauth_name": "Acme", "oauth_description": "Reads queues."}
    save_section(revision_id=revision.pk, key="configuration", version=None, changes=changes, by=editor, now=NOW)
    client = b'{"integration": {"name": "Acme Queue"}}'
    manifest = base_files()["manifest.json"].replace(b'"assets": {', b'"assets": {"oauth": "oauth.json", ')
    files = {**base_files(), "oauth.json": client, "manifest.json": manifest}

    package = package_of_files(Files.of(files), "acme_widget")
    import_into_revision(revision_id=revision.pk, package=package, by=editor, now=NOW)

    stored = Section.objects.get(revision=revision, key="configuration").document
    assert (stored["code_type"], stored["oauth_name"]) == ("api_oauth", "Acme Queue")
    assert "oauth_description" not in stored


def test_import_into_a_live_listing_keeps_the_names_that_cannot_change(editor: Actor) -> None:
    live = live_submission(editor).revision
    revision = start_revision(listing_id=live.listing_id, by=editor, now=NOW)
    manifest = json.loads(base_files()["manifest.json"])
    manifest["app_id"], manifest["assets"]["integration"]["source_type_name"] = "other-widget", "Other"
    manifest["tile"]["title"] = "Acme Widget 2"

    import_into_revision(
        revision_id=revision.pk, package=acme(**{"manifest.json": json.dumps(manifest).encode()}), by=editor, now=NOW
    )

    bundle = bundle_of_revision(reloaded(revision))
    overview = bundle.section(Overview)
    assert (overview.integration_id, overview.source_type_name) == ("acme-widget", "Acme Widget")
    assert overview.title == "Acme Widget 2"
    codes = {finding.code for finding in run_checks(bundle, context_of(reloaded(revision), bundle)).findings}
    assert "MF-006" not in codes


def test_import_into_revision_fails_behind_a_freeze(editor: Actor) -> None:
    revision = draft(editor)
    Revision.objects.update(state=RevisionState.IN_REVIEW)

    with pytest.raises(NotPossible):
        import_into_revision(revision_id=revision.pk, package=acme(), by=editor, now=NOW)

    assert reloaded(revision).base == {}
    assert not Blob.objects.exists()


def test_demo_has_other_identifiers_and_the_same_findings(editor: Actor) -> None:
    original = bundle_of_package(acme())

    revision = imported(acme(), editor, as_demo=True)

    bundle = bundle_of_revision(reloaded(revision))
    copied, theirs = identities_of(bundle), identities_of(original)
    assert copied["integration_id"] == {"acme-widget-demo"}
    assert copied["metric_prefix"] == {"acme_widget_demo."}
    for kind, values in copied.items():
        assert not values & theirs[kind]
    assert revision.listing.name == bundle.section(Overview).title == "Acme Widget Demo"
    # Only the title contains "demo"; those of dashboards, views and monitors don't.
    assert codes_of(bundle) - codes_of(original) <= {"DB-008", "MN-014", "SV-014"}
    imported(acme(), editor)


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_demo_of_a_real_listing_has_no_new_blocker(folder: Path, editor: Actor) -> None:
    original = codes_of(bundle_of_folder(folder), Severity.BLOCKER)

    revision = imported(package_of_folder(folder), editor, as_demo=True)

    assert codes_of(bundle_of_revision(reloaded(revision)), Severity.BLOCKER) - original == set()


def codes_of(bundle: Bundle, *severities: Severity) -> set[str]:
    findings = run_checks(bundle, Context()).findings
    return {finding.code for finding in findings if not severities or finding.severity in severities}


class TestPackages:
    def test_package_of_zip_refuses_what_is_no_archive(self) -> None:
        with pytest.raises(ImportRefused):
            package_of_zip(b"not a zip")

    def test_package_of_zip_refuses_paths_outside(self) -> None:
        with pytest.raises(ImportRefused) as refused:
            package_of_zip(zip_of_files({"../manifest.json": b"{}"}))

        assert "../manifest.json" in str(refused.value)

    @pytest.mark.parametrize(
        "files, expected",
        [
            ({"README.md": b"# Hello"}, "no manifest.json at the top"),
            ({"a/manifest.json": b"{}", "README.md": b""}, "The file manifest.json is in the subfolder a."),
            ({f"{n}/manifest.json": b"{}" for n in "abcd"}, "contains several listings: a, b, c and 1 more folder."),
            (
                {"manifest.json": b'{"a": '},
                "The file manifest.json is not valid JSON: the file ends too early at line 1.",
            ),
            ({"manifest.json": b"[]"}, "The file manifest.json is not a JSON object."),
        ],
    )
    def test_package_of_zip_refuses_a_folder_without_manifest(self, files: dict[str, bytes], expected: str) -> None:
        with pytest.raises(ImportRefused) as refused:
            package_of_zip(zip_of_files(files))

        assert expected in str(refused.value)

    def test_package_at_reads_folders_and_archives(self, tmp_path: Path) -> None:
        (tmp_path / "acme_widget").mkdir()
        (tmp_path / "acme_widget" / "manifest.json").write_bytes(base_files()["manifest.json"])
        (tmp_path / "acme.zip").write_bytes(zip_of_files(base_files(), "acme_widget"))

        assert package_at(tmp_path / "acme_widget").folder == "acme_widget"
        assert package_at(tmp_path / "acme.zip").folder == "acme_widget"
        with pytest.raises(ImportRefused):
            package_at(tmp_path / "nothing")


class TestCommand:
    def test_command_prints_the_address(self, tmp_path: Path) -> None:
        organisation()
        path = tmp_path / "acme.zip"
        path.write_bytes(zip_of_files(base_files(), "acme_widget"))
        output = StringIO()

        call_command("import_listing", str(path), "--organisation", "acme", "--name", "Mine", stdout=output)

        listing = Listing.objects.get(name="Mine")
        assert output.getvalue().strip().endswith(f"/listings/{listing.pk}/")

    def test_command_says_what_is_wrong(self, tmp_path: Path) -> None:
        organisation()

        with pytest.raises(CommandError, match="No organisation has the slug 'nobody'"):
            call_command("import_listing", str(tmp_path), "--organisation", "nobody")
        with pytest.raises(CommandError, match=r"manifest\.json"):
            call_command("import_listing", str(tmp_path), "--organisation", "acme")

    def test_command_acts_as_the_system(self, tmp_path: Path) -> None:
        organisation()
        path = tmp_path / "acme.zip"
        path.write_bytes(zip_of_files(base_files(), "acme_widget"))

        call_command("import_listing", str(path), "--organisation", "acme", stdout=StringIO())

        assert Event.objects.get(verb="listing.create").actor_kind == SYSTEM.kind
