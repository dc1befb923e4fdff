"""Stored documents become a folder, and the folder becomes the same documents again."""

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import SMALL, bundle_of_folder, listing_folders
from tests.tilekit.json_values import STORABLE_SIGNS
from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.fields import Json
from tilekit.core.kind import Route
from tilekit.scaffold.bundles import assemble, bundle_of_zip, files_of_bundle, folder_name, zip_of
from tilekit.scaffold.read import read_folder
from tilekit.sections import SECTIONS
from tilekit.sections.overview import Overview

TEXT = st.text(STORABLE_SIGNS, max_size=12)
MARKDOWN = st.lists(
    st.sampled_from(["Text.", "[a][1]", "[1]: https://a.example", "## Setup", "### Validation", "```", "1. One"]) | TEXT
).map("\n".join)
NAMES = st.sampled_from(
    ["a.json", "b.json", "logo.svg", "metadata.csv", "README.md", "x", "images/a.png", "../x", "Ü.y"]
)
BYTES = st.sampled_from([b"one", b"two", b"three"])


def _reference(name: str, data: bytes) -> dict[str, Json]:
    return {"key": "k", "name": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


FILES = st.builds(_reference, NAMES, BYTES)
SHORTS = st.sampled_from(["alpha", "beta", "a b", "gamma.x", "Ω"])
ASSETS = st.lists(st.tuples(SHORTS, FILES), max_size=3, unique_by=lambda pair: pair[0]).map(
    lambda pairs: [{"key": short, "short_name": short, "file": file} for short, file in pairs]
)
NOTES = st.lists(
    st.fixed_dictionaries({"version": st.sampled_from(["1.0.0", "1.1.0"])}, optional={"added": st.lists(TEXT)}),
    max_size=2,
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "overview": st.fixed_dictionaries(
            {},
            optional={
                "title": TEXT,
                "integration_id": st.sampled_from(["", "acme", "dark-acme", "../acme", "A b"]),
                "overview_md": MARKDOWN,
                "logo_light": FILES,
                "logo_dark": FILES,
                "media": st.lists(st.fixed_dictionaries({"image": FILES, "caption": TEXT}), max_size=3),
            },
        ),
        "configuration": st.fixed_dictionaries(
            {}, optional={"oauth_name": TEXT, "oauth_redirect_uris": st.lists(TEXT)}
        ),
        "setup": st.fixed_dictionaries({}, optional={"setup_md": MARKDOWN, "validation_md": MARKDOWN}),
        "data": st.fixed_dictionaries(
            {},
            optional={
                "submitted_data_types": st.lists(st.sampled_from(["Metrics", "Logs"]), unique=True),
                "metadata_csv": FILES,
                "log_pipeline_yaml": FILES,
                "log_tests_yaml": FILES,
                "service_checks_json": FILES,
            },
        ),
        "content": st.fixed_dictionaries(
            {}, optional={"dashboards": ASSETS, "monitors": ASSETS, "saved_views": ASSETS, "detection_rules": ASSETS}
        ),
        "release_notes": st.fixed_dictionaries({}, optional={"entries": NOTES}),
    },
)
BLOBS = {hashlib.sha256(data).hexdigest(): data for data in (b"one", b"two", b"three", b"carried")}
CARRIED = {"assets/extra.txt": hashlib.sha256(b"carried").hexdigest()}


def _assemble(values: Mapping[str, Mapping[str, Json]], carried: Mapping[str, str], route: str = "") -> Bundle:
    return assemble(
        basics=Basics(name="Acme", app_uuid="u", route=route or Route.INTEGRATIONS),
        documents={section.key: section(values.get(section.key, {})) for section in SECTIONS},
        base={},
        file_bytes=BLOBS.__getitem__,
        carried=carried,
        folder="acme",
    )


@given(DOCUMENTS)
def test_assembled_listing_reads_back_with_the_same_digest(values: dict[str, dict[str, Json]]) -> None:
    bundle = _assemble(values, CARRIED)

    assert bundle_of_zip(zip_of(bundle)).digest == bundle.digest


@pytest.mark.parametrize(
    "folder, integration_id, expected",
    [
        ("acme_queue", "acme-queue", "acme_queue"),
        ("acme-queue", "acme-queue", "acme-queue"),
        ("queue", "acme-queue", "acme_queue"),
        ("queue", "Acme/Queue", "queue"),
        ("queue", "", "queue"),
        ("", "acme-queue", ""),
    ],
)
def test_written_folder_is_named_after_the_integration_id(folder: str, integration_id: str, expected: str) -> None:
    overview = Overview({"integration_id": integration_id})
    bundle = Bundle(basics=Basics(), documents={"overview": overview}, files=Files({}), folder=folder)

    assert folder_name(bundle) == expected


@given(DOCUMENTS)
def test_assembled_listing_gives_the_same_bytes_each_time(values: dict[str, dict[str, Json]]) -> None:
    assert zip_of(_assemble(values, {})) == zip_of(_assemble(values, {}))


def test_new_files_lie_where_the_scaffold_has_them() -> None:
    upload = _reference("Any Name.json", b"one")
    bundle = _assemble(
        {
            "overview": {
                "integration_id": "acme-queue",
                "logo_light": _reference("x.svg", b"one"),
                "logo_dark": _reference("y.svg", b"two"),
                "media": [{"image": _reference("my shot.PNG", b"one")}, {"image": _reference("my shot.PNG", b"two")}],
            },
            "data": {
                "submitted_data_types": ["Logs"],
                "metadata_csv": upload,
                "log_pipeline_yaml": upload,
                "log_tests_yaml": upload,
                "service_checks_json": upload,
            },
            "content": {
                "dashboards": [{"short_name": "acme_overview", "file": upload}],
                "detection_rules": [{"short_name": "acme_rule", "file": upload}],
            },
            "release_notes": {"entries": [{"version": "1.0.0", "date": "2026-01-02", "added": ["First."]}]},
            "setup": {"setup_md": "1. Open it."},
        },
        {},
    )

    assert [path for path, _ in files_of_bundle(bundle)] == [
        "CHANGELOG.md",
        "README.md",
        "assets/dashboards/acme_overview.json",
        "assets/dataflows.yaml",
        "assets/logos/acme-queue.svg",
        "assets/logos/acme-queue_dark.svg",
        "assets/logs/acme-queue.yaml",
        "assets/logs/acme-queue_tests.yaml",
        "assets/security/acme_rule.json",
        "assets/service_checks.json",
        "images/my_shot-2.PNG",
        "images/my_shot.PNG",
        "manifest.json",
        "metadata.csv",
    ]


def test_new_readme_and_changelog_follow_the_specification() -> None:
    bundle = _assemble(
        {
            "overview": {"title": "Acme Queue", "overview_md": "A [queue][1].\n\n[1]: https://acme.example"},
            "setup": {"setup_md": "1. Open it.", "validation_md": "Look.", "uninstall_md": "Remove it."},
            "support": {"support_md": "Write to us."},
            "release_notes": {"entries": [{"version": "1.0.0", "date": "2026-01-02", "added": ["First", "Second"]}]},
        },
        {},
    )

    assert bundle.files["README.md"].decode() == (
        "# Acme Queue\n\n## Overview\n\nA [queue][1].\n\n## Setup\n\n1. Open it.\n\n### Validation\n\nLook.\n\n"
        "## Uninstallation\n\nRemove it.\n\n## Data Collected\n\n### Metrics\n\n"
        "The Acme Queue integration does not include any metrics.\n\n### Events\n\n"
        "The Acme Queue integration does not include any events.\n\n### Service Checks\n\n"
        "The Acme Queue integration does not include any service checks.\n\n## Support\n\nWrite to us.\n\n"
        "[1]: https://acme.example\n"
    )
    assert bundle.files["CHANGELOG.md"].decode() == (
        "# CHANGELOG - Acme Queue\n\n## 1.0.0 / 2026-01-02\n\n***Added***:\n\n* First\n* Second\n"
    )


def test_dataflows_of_a_new_listing_name_each_type_of_data() -> None:
    values: dict[str, dict[str, Json]] = {
        "overview": {"integration_id": "acme"},
        "data": {"submitted_data_types": ["Metrics"]},
    }

    assert _assemble(values, {}).files["assets/dataflows.yaml"].decode() == (
        "provides:\n  - id: acme-metrics\n    always_on: true\n    granular: false\n"
        "    data_type: metrics\n    direction: inbound\n"
    )
    values["configuration"] = {"code_type": "tile_only"}
    assert "assets/dataflows.yaml" not in _assemble(values, {}).files


def test_new_upload_leaves_a_carried_file_of_the_same_name_alone() -> None:
    values: dict[str, dict[str, Json]] = {"overview": {"media": [{"image": _reference("a.png", b"one")}]}}

    bundle = _assemble(values, {"images/a.png": hashlib.sha256(b"carried").hexdigest()})

    assert (bundle.files["images/a.png"], bundle.files["images/a-2.png"]) == (b"carried", b"one")


@pytest.mark.parametrize("route, count", [(Route.MARKETPLACE, 1), (Route.INTEGRATIONS, 0)])
def test_price_is_written_for_paid_listings_only(route: str, count: int) -> None:
    bundle = _assemble({"pricing": {"billing_type": "flat_fee", "unit_price": "12.50"}}, {}, route)

    assert bundle.files["manifest.json"].count(b'"unit_price": 12.50') == count


def test_file_of_a_folder_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed, sha256 = list[bytes](), hashlib.sha256

    def recorded(data: bytes) -> "hashlib._Hash":
        hashed.append(data)
        return sha256(data)

    monkeypatch.setattr(hashlib, "sha256", recorded)
    bundle = bundle_of_folder(SMALL / "octoprint")

    assert bundle.digest
    assert hashed.count(bundle.files["metadata.csv"]) == 1


def test_nothing_is_read_before_it_is_asked_for() -> None:
    def refuse(sha256: str) -> bytes:
        raise AssertionError(sha256)

    bundle = assemble(
        basics=Basics(name="Acme"),
        documents={section.key: section({}) for section in SECTIONS}
        | {
            "data": next(section for section in SECTIONS if section.key == "data")(
                {"metadata_csv": _reference("m.csv", b"one")}
            )
        },
        base={"README.md": lambda: refuse("README.md")},
        file_bytes=refuse,
        carried=CARRIED,
    )

    assert bundle.files.digest("metadata.csv") == hashlib.sha256(b"one").hexdigest()
    assert sorted(bundle.files) == ["README.md", "assets/extra.txt", "manifest.json", "metadata.csv"]


@given(st.sampled_from(listing_folders(SMALL)), DOCUMENTS)
def test_edited_import_reads_back_with_the_same_digest(folder: Path, changes: dict[str, dict[str, Json]]) -> None:
    package = read_folder(folder)
    blobs = BLOBS | {package.files.digest(path): package.files[path] for path in package.files}
    documents = {
        key: type(section)({**section.values, **changes.get(key, {})}) for key, section in package.documents.items()
    }

    bundle = assemble(
        basics=package.basics,
        documents=documents,
        base={path: partial(package.base.__getitem__, path) for path in package.base},
        file_bytes=blobs.__getitem__,
        carried={path: package.files.digest(path) for path in package.carried},
        folder=package.folder,
    )

    assert bundle_of_zip(zip_of(bundle)).digest == bundle.digest
