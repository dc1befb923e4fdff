"""What does not apply is set aside: it is kept, and nothing else reads it."""

import json
from collections.abc import Mapping

import pytest

from tests.shared import listing_folders
from tilekit.bundle import Bundle
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.fields import Json
from tilekit.core.kind import CodeType, ListingKind
from tilekit.core.section import SectionDocument
from tilekit.scaffold.bundles import assemble
from tilekit.scaffold.read import read_folder
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.applicability import split

OAUTH = {"oauth_name": "Acme", "oauth_client_secret": {"id": "1", "fingerprint": "f3a9"}}
METRICS: Json = {"key": "", "name": "metadata.csv", "sha256": "m", "size": 3}
WHEEL: Json = {"key": "", "name": "dist/acme-1.0.0-py3-none-any.whl", "sha256": "w", "size": 3}
DASHBOARDS: Json = [{"key": "a", "short_name": "acme", "file": {"key": "", "name": "a.json", "sha256": "d", "size": 2}}]


def _documents(values: Mapping[str, Mapping[str, Json]]) -> dict[str, SectionDocument]:
    return {section.key: section(values.get(section.key, {})) for section in SECTIONS}


def _bundle(values: Mapping[str, Mapping[str, Json]], base: Mapping[str, bytes] | None = None, **basics: str) -> Bundle:
    return assemble(
        basics=Basics(name="Acme", app_uuid="u", **basics),  # type: ignore[arg-type]  # texts only
        documents=_documents(values),
        base={path: (lambda data=data: data) for path, data in (base or {}).items()},  # type: ignore[misc]
        file_bytes=lambda _sha256: b"[]",
        carried={},
    )


@pytest.mark.parametrize(
    "code_type, left, missing_file",
    [
        ("agent", {"configuration.oauth_name", "configuration.oauth_client_secret"}, "assets/oauth_clients.json"),
        ("api_oauth", {"configuration.wheel"}, "dist/acme-1.0.0-py3-none-any.whl"),
        (
            "tile_only",
            {
                "configuration.oauth_name",
                "configuration.oauth_client_secret",
                "configuration.wheel",
                "data.metadata_csv",
                "data.submitted_data_types",
                "content.dashboards",
            },
            "metadata.csv",
        ),
    ],
)
def test_values_of_another_method_are_set_aside_with_their_files(
    code_type: str, left: set[str], missing_file: str
) -> None:
    values: dict[str, dict[str, Json]] = {
        "configuration": {"code_type": code_type, "wheel": WHEEL, **OAUTH},  # type: ignore[dict-item]  # JSON
        "data": {"metadata_csv": METRICS, "submitted_data_types": ["Metrics"]},
        "content": {"dashboards": DASHBOARDS},
    }

    parts, bundle = split(Basics(name="Acme"), _documents(values)), _bundle(values)

    assert {entry.path for entry in parts.set_aside if entry.is_entered} == left
    assert missing_file not in bundle.files
    assert not any(word in json.dumps(dict(bundle.documents["configuration"].values)) for word in _words(left))
    assert bundle.kind == parts.kind == listing_kind(Basics(), bundle.documents)


def _words(left: set[str]) -> set[str]:
    return {path.partition(".")[2] for path in left if path.startswith("configuration.")}


def test_data_types_of_a_tile_without_code_do_not_count() -> None:
    documents = _documents({"configuration": {"code_type": "tile_only"}, "data": {"submitted_data_types": ["Metrics"]}})

    assert listing_kind(Basics(), documents).submitted == frozenset()


def test_cells_whose_condition_is_not_met_are_set_aside() -> None:
    media: Json = [
        {"key": "one", "media_type": "image", "caption": "One", "vimeo_id": 5},
        {"key": "two", "media_type": "video", "caption": "Two", "vimeo_id": 6},
    ]

    parts = split(Basics(), _documents({"overview": {"media": media}}))

    assert [entry.path for entry in parts.set_aside] == ["overview.media[one].vimeo_id"]
    assert parts.documents["overview"].values["media"] == [
        {"key": "one", "media_type": "image", "caption": "One"},
        {"key": "two", "media_type": "video", "caption": "Two", "vimeo_id": 6},
    ]
    assert isinstance(media, list)
    assert media[0] == {"key": "one", "media_type": "image", "caption": "One", "vimeo_id": 5}


def test_only_a_listing_with_content_installs_it_with_one_click() -> None:
    field = section_of("configuration").fields["auto_install"]
    types = [str(one) for one in CodeType if field.applies(ListingKind(code_type=one))]

    assert types == ["agent", "api_oauth", "api_exception"]


def test_manifest_does_not_name_an_oauth_client_that_does_not_count() -> None:
    client = json.dumps({"integration": {"name": "Acme"}}).encode()
    base = {
        "manifest.json": json.dumps(
            {"manifest_version": "2.0.0", "app_id": "a", "assets": {"oauth": "assets/oauth_clients.json"}}
        ).encode(),
        "assets/oauth_clients.json": client,
    }
    values: dict[str, dict[str, Json]] = {"configuration": {"code_type": "agent", "oauth_name": "Acme"}}

    without, restored = (
        _bundle(values, base),
        _bundle({"configuration": {**values["configuration"], "code_type": "api_oauth"}}, base),
    )

    assert "assets/oauth_clients.json" not in without.files
    assert "oauth" not in json.loads(without.files["manifest.json"])["assets"]
    assert restored.files["assets/oauth_clients.json"] == client


def test_no_real_folder_contains_what_its_own_kind_does_not_have() -> None:
    for folder in listing_folders():
        package = read_folder(folder)

        left = split(package.basics, package.documents).set_aside

        assert not [entry.path for entry in left if entry.is_entered], folder.name
