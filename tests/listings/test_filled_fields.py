"""Fields that files and other fields fill in, and the notes about it."""

import pytest

from common.actor import Actor
from listings.actions import attach_file, save_section
from listings.content.bundles import bundle_of_revision
from listings.content.filled_fields import filled_from
from listings.imports.draft_imports import import_into_draft
from listings.imports.folder_imports import import_into_revision
from listings.models import Revision, Section
from tests.files import samples
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.listings.test_read_imports import created, documents, read
from tilekit.bundle import Files
from tilekit.recognition import recognise
from tilekit.scaffold.bundles import files_of_bundle
from tilekit.scaffold.read import package_of_files

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.usefixtures("data_dir")]
WHEEL = "acme_widget-1.4.0-py3-none-any.whl"
METRICS = b"metric_name,metric_type\nacme.q.depth,gauge\n"
PICTURE = samples.png(width=1600, height=900)


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


def notes(revision: Revision) -> dict[str, tuple[str, ...]]:
    """{path: names of files} of everything that counts as filled in."""
    sections = Section.objects.filter(revision=revision)
    return {
        path: names
        for section in sections
        for path, names in filled_from(section.key, section.document, section.filled).items()
    }


def save(revision: Revision, by: Actor, key: str, **changes: object) -> None:
    save_section(revision_id=revision.pk, key=key, version=None, changes=changes, by=by, now=NOW)  # type: ignore[arg-type]


def attach(revision: Revision, by: Actor, path: str, name: str, content: bytes) -> None:
    says = recognise(name, content).says
    attach_file(revision_id=revision.pk, path=path, name=name, content=content, says=says, by=by, now=NOW)


def test_new_listing_notes_what_its_files_say(editor: Actor) -> None:
    files = {WHEEL: samples.wheel(version="1.4.0"), "m.csv": METRICS, "queue_overview.png": PICTURE}

    revision = created(read(files, editor), editor)

    (picture,) = documents(revision)["overview"]["media"]  # type: ignore[misc]  # a list
    assert picture["caption"] == "Queue overview"
    assert notes(revision) == {
        "configuration.code_type": (WHEEL,),
        "configuration.package_version": (WHEEL,),
        "data.metric_check": ("m.csv",),
        "data.metric_prefix": ("m.csv",),
        "data.submitted_data_types": ("m.csv",),
        "support.maintainer_email": (),
        f"overview.media[{picture['key']}].caption": ("queue_overview.png",),
    }


@pytest.mark.parametrize("route, identifier", [("integrations", "acme-pump"), ("marketplace", "acme-queue")])
def test_wheel_names_the_integration_and_the_first_version(editor: Actor, route: str, identifier: str) -> None:
    name = "datadog_acme_pump-1.4.0-py3-none-any.whl"
    wheel = samples.wheel(name="datadog_acme_pump", version="1.4.0")

    revision = created(read({name: wheel}, editor), editor, route=route)

    stored = documents(revision)
    (release,) = stored["release_notes"]["entries"]  # type: ignore[misc]  # a list
    assert (stored["overview"]["integration_id"], release["version"]) == (identifier, "1.4.0")
    assert notes(revision).get("overview.integration_id") == ((name,) if route == "integrations" else None)


def test_attached_file_fills_only_empty_fields(editor: Actor) -> None:
    revision = draft(editor)
    save(revision, editor, "configuration", code_type="agent", package_version="0.9.0")

    attach(revision, editor, "configuration.wheel", WHEEL, samples.wheel(version="1.4.0"))
    attach(revision, editor, "data.metadata_csv", "m.csv", METRICS)

    stored = documents(revision)
    assert stored["configuration"]["package_version"] == "0.9.0"
    assert (stored["data"]["metric_prefix"], stored["data"]["submitted_data_types"]) == ("acme.q.", ["Metrics"])
    assert {path for path, names in notes(revision).items() if names == ("m.csv",)} == {
        "data.metric_check",
        "data.metric_prefix",
        "data.submitted_data_types",
    }


def test_file_adds_its_data_to_the_data_that_is_sent(editor: Actor) -> None:
    revision = draft(editor)
    save(revision, editor, "data", submitted_data_types=["Logs"], other_submitted_data=["Security events"])

    attach(revision, editor, "data.metadata_csv", "m.csv", METRICS)
    attach(revision, editor, "data.service_checks_json", "c.json", b'[{"check": "acme.up", "statuses": ["ok"]}]')

    stored = documents(revision)["data"]
    assert stored["submitted_data_types"] == ["Logs", "Metrics"]
    assert stored["other_submitted_data"] == ["Security events", "Service checks"]


def test_attached_file_fills_no_field_that_the_listing_does_not_have(editor: Actor) -> None:
    revision = draft(editor)
    save(revision, editor, "configuration", code_type="tile_only")

    attach(revision, editor, "data.metadata_csv", "m.csv", METRICS)

    assert not documents(revision)["data"].get("submitted_data_types")


def test_changed_value_loses_its_note_and_another_stays(editor: Actor) -> None:
    revision = draft(editor)
    attach(revision, editor, "overview.media", "queue_overview.png", PICTURE)
    attach(revision, editor, "data.metadata_csv", "m.csv", METRICS)

    save(revision, editor, "data", metric_prefix="acme.queue.")

    assert set(Section.objects.get(revision=revision, key="data").filled) == {
        "data.metric_check",
        "data.submitted_data_types",
    }
    assert [path.rpartition(".")[2] for path in notes(revision) if path.startswith("overview")] == ["caption"]


def test_import_into_a_draft_notes_its_files_and_leaves_out_what_left_files_say(editor: Actor) -> None:
    revision = draft(editor)
    row = read({"m.csv": METRICS, "notes.md": b"# Acme\n\n## Overview\n\nText\n"}, editor, into=revision)

    import_into_draft(import_id=row.pk, choices={}, seen=None, by=editor, now=NOW)

    assert notes(revision)["overview.overview_md"] == ("notes.md",)
    assert notes(revision)["data.metric_prefix"] == ("m.csv",)


def test_notes_are_no_content(editor: Actor) -> None:
    revision = draft(editor)
    attach(revision, editor, "data.metadata_csv", "m.csv", METRICS)
    bundle = bundle_of_revision(reloaded(revision))

    Section.objects.filter(revision=revision).update(filled={})

    assert bundle.digest == bundle_of_revision(reloaded(revision)).digest
    assert not any(b"m.csv" in bundle.files[path] for path in bundle.files if path != "manifest.json")


def test_client_name_follows_the_title_until_somebody_changes_it(editor: Actor) -> None:
    revision = draft(editor, name="Acme Queue")

    save(revision, editor, "configuration", code_type="api_oauth")
    save(revision, editor, "overview", title="Acme Broker")

    assert documents(revision)["configuration"]["oauth_name"] == "Acme Broker"
    assert notes(revision)["configuration.oauth_name"] == ()
    assert documents(revision)["overview"]["supported_os"] == ["Linux", "Windows", "macOS"]
    save(revision, editor, "configuration", oauth_name="Acme")
    save(revision, editor, "overview", title="Acme Queue")
    assert documents(revision)["configuration"]["oauth_name"] == "Acme"
    assert "configuration.oauth_name" not in notes(revision)


@pytest.mark.parametrize("code_type", ["agent", "api_oauth", "api_exception", "tile_only"])
def test_uninstall_text_is_our_template_with_the_support_address(editor: Actor, code_type: str) -> None:
    revision = draft(editor, name="Acme Queue")
    save(revision, editor, "support", support_email="help@acme.example")
    save(revision, editor, "configuration", code_type=code_type)

    text = str(documents(revision)["setup"]["uninstall_md"])
    assert "help@acme.example" in text
    assert "<YOUR_" not in text
    save(revision, editor, "support", support_email="support@acme.example")
    assert "support@acme.example" in str(documents(revision)["setup"]["uninstall_md"])
    save(revision, editor, "setup", uninstall_md="Ours.")
    save(revision, editor, "support", support_email="other@acme.example")
    assert documents(revision)["setup"]["uninstall_md"] == "Ours."


def test_method_and_data_fill_in_the_oauth_client_and_the_setup_text(editor: Actor) -> None:
    revision = draft(editor, name="Acme Queue")
    save(revision, editor, "data", submitted_data_types=["Metrics", "Logs"])
    save(revision, editor, "configuration", code_type="api_oauth")

    stored, in_force = documents(revision), notes(revision)
    assert stored["configuration"]["oauth_description"] == "Sends logs and metrics from Acme Queue."
    (scope,) = stored["configuration"]["oauth_scopes"]  # type: ignore[misc]  # a list
    assert (scope["scope"], scope["reason"]) == ("api_keys_write", "Sends logs and metrics")
    assert "Connect Accounts" in str(stored["setup"]["setup_md"])
    assert "<YOUR_" not in str(stored["setup"]["setup_md"])
    filled = ("configuration.oauth_description", "configuration.oauth_scopes", "setup.setup_md")
    assert [in_force[path] for path in filled] == [(), (), ()]

    save(revision, editor, "data", submitted_data_types=["Metrics"])
    assert documents(revision)["configuration"]["oauth_description"] == "Sends metrics from Acme Queue."


@pytest.mark.parametrize("code_type", ["agent", "api_exception", "tile_only"])
def test_other_methods_have_no_setup_text_of_ours(editor: Actor, code_type: str) -> None:
    revision = draft(editor, name="Acme Queue")
    save(revision, editor, "data", submitted_data_types=["Metrics"])
    save(revision, editor, "configuration", code_type=code_type)

    stored = documents(revision)
    assert not stored["setup"].get("setup_md")
    assert not stored["configuration"].get("oauth_scopes")


def test_support_text_follows_the_support_address(editor: Actor) -> None:
    revision = draft(editor, name="Acme Queue")

    save(revision, editor, "support", support_email="help@acme.example")

    text = "If you need help with Acme Queue, write to help@acme.example."
    assert documents(revision)["support"]["support_md"] == text
    assert notes(revision)["support.support_md"] == ()


def test_text_of_a_method_goes_with_it_unless_a_person_or_a_file_wrote_it(editor: Actor) -> None:
    filled, written = draft(editor, name="Acme Queue"), draft(editor, name="Acme Jobs")
    for revision in (filled, written):
        save(revision, editor, "configuration", code_type="api_oauth")
    save(written, editor, "setup", setup_md="Ours.")

    for revision in (filled, written):
        save(revision, editor, "configuration", code_type="agent")

    assert not documents(filled)["setup"]["setup_md"]
    assert "setup.setup_md" not in notes(filled)
    assert documents(written)["setup"]["setup_md"] == "Ours."


def test_text_from_a_file_does_not_follow_other_fields(editor: Actor) -> None:
    readme = b"# Acme\n\n## Setup\n\nInstall it.\n\n## Uninstallation\n\nRemove it.\n"
    revision = created(read({"README.md": readme}, editor), editor)
    save(revision, editor, "configuration", code_type="api_oauth")

    save(revision, editor, "support", support_email="help@acme.example")
    save(revision, editor, "overview", title="Acme Broker")

    setup = documents(revision)["setup"]
    assert (setup["setup_md"], setup["uninstall_md"]) == ("Install it.", "Remove it.")


def test_text_that_is_typed_while_it_is_filled_in_stays(editor: Actor) -> None:
    revision = draft(editor, name="Acme Queue")
    version = Section.objects.get(revision=revision, key="support").version

    for changes in ({"support_email": "help@acme.example"}, {"support_md": "Ask us."}):
        save_section(revision_id=revision.pk, key="support", version=version, changes=changes, by=editor, now=NOW)

    assert documents(revision)["support"]["support_md"] == "Ask us."
    assert "support.support_md" not in notes(revision)


def test_an_export_and_an_import_leave_texts_from_templates_as_they_are(editor: Actor) -> None:
    revision = draft(editor, name="Acme Queue")
    save(revision, editor, "support", support_email="help@acme.example")
    save(revision, editor, "configuration", code_type="api_oauth")
    before, in_force = documents(revision), notes(revision)
    exported = package_of_files(Files.of(dict(files_of_bundle(bundle_of_revision(reloaded(revision))))), "acme_queue")

    import_into_revision(revision_id=revision.pk, package=exported, by=editor, now=NOW)

    texts = {("setup", "setup_md"), ("setup", "uninstall_md"), ("support", "support_md")}
    after = documents(revision)
    assert {place: after[place[0]][place[1]] for place in texts} == {
        place: before[place[0]][place[1]] for place in texts
    }
    assert notes(revision).keys() == in_force.keys() >= {".".join(place) for place in texts}
