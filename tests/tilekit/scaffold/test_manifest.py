"""manifest.json: converting between fields and the file loses nothing."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import SMALL, listing_folders
from tests.tilekit.scaffold.bare import bare_parts
from tilekit.core.fields import Json
from tilekit.scaffold.manifest import FieldsBySection, oauth_path, read_manifest
from tilekit.scaffold.pointers import put_at, remove_at
from tilekit.scaffold.written_manifest import write_manifest

MANIFESTS = [path.joinpath("manifest.json").read_bytes() for path in listing_folders(SMALL)]
POINTERS = (
    "/tile", "/tile/media", "/tile/media/0/caption", "/tile/classifier_tags", "/classifier_tags", "/assets", "/author",
    "/assets/dashboards", "/assets/integration/metrics/check", "/assets/integration/source_type_id", "/pricing",
    "/tile/title", "/app_uuid", "/assets/integration", "/assets/oauth", "/display_on_public_website",
)  # fmt: skip
# No field stores NUL: saving refuses it, and the parser replaces it.
_CHARACTERS = st.characters(exclude_characters="\0")
TEXT = st.text(_CHARACTERS, max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | TEXT
ANY = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))
TAGS = st.lists(
    st.sampled_from(["Category::Cloud", "Category::Foo", "Category::OS System", "Offering::Integration", "odd", 5])
    | st.sampled_from(["Supported OS::Mac OS", "Submitted Data Type::Logs", "Offering::UI Extension", "Group::x"])
)
LAYOUTS = st.sampled_from([{"indent": 2}, {"indent": 4}, {"indent": "\t"}, {}])
FILES = st.builds(lambda name: {"name": name}, st.sampled_from(["images/a.png", "assets/b.json", "c.json"]))
CHOSEN = st.lists(st.sampled_from(["Cloud", "AWS", "Linux", "macOS", "Metrics", "Logs", "a::b", "own"]), max_size=4)
MEDIA = st.lists(
    st.fixed_dictionaries(
        {"media_type": st.sampled_from(["image", "video"])},
        optional={"image": FILES, "caption": TEXT, "vimeo_id": st.integers(1, 9)},
    ),
    max_size=3,
)
NAMED = st.dictionaries(st.text(_CHARACTERS, min_size=1, max_size=4), st.none() | FILES, max_size=3).map(
    lambda dashboards: [{"short_name": short, "file": file} for short, file in dashboards.items()]
)
PARTS = st.fixed_dictionaries(
    {
        "basics": st.fixed_dictionaries(
            {"offering_type": st.sampled_from(["integration", "software_license", "professional_service"])},
            optional={"app_uuid": TEXT, "source_type_id": st.integers(0, 9)},
        )
    },
    optional={
        "overview": st.fixed_dictionaries(
            {},
            optional={
                "title": TEXT,
                "short_description": TEXT,
                "integration_id": TEXT,
                "vendor_name": TEXT,
                "display_on_public_website": st.booleans(),
                "categories": CHOSEN,
                "supported_os": CHOSEN,
                "media": MEDIA,
                "resources": st.lists(st.fixed_dictionaries({"resource_type": TEXT, "url": TEXT}), max_size=3),
            },
        ),
        "data": st.fixed_dictionaries(
            {},
            optional={
                "submitted_data_types": CHOSEN,
                "metric_check": st.lists(st.text(_CHARACTERS, min_size=1, max_size=4), max_size=3),
                "metadata_csv": FILES,
                "creates_events": st.booleans(),
            },
        ),
        "content": st.fixed_dictionaries({}, optional={"dashboards": NAMED, "monitors": NAMED}),
        "pricing": st.fixed_dictionaries(
            {},
            optional={
                "unit_price": st.sampled_from(["", "12.50", "3", "0.10", "12,5", "007", "free", "1e3"]),
                "billing_type": TEXT,
                "includes_assets": st.booleans(),
                "trial_days": st.sampled_from([0, 5, 14, 90, "30"]),
            },
        ),
        "legal": st.fixed_dictionaries({}, optional={"eula": FILES}),
    },
)


@st.composite
def bases(draw: st.DrawFn) -> bytes:
    """A manifest with some broken places, in any layout."""
    value = json.loads(draw(st.sampled_from(MANIFESTS)))
    for pointer in draw(st.lists(st.sampled_from(POINTERS), max_size=4)):
        if draw(st.booleans()):
            remove_at(value, pointer)
        else:
            put_at(value, pointer, draw(TAGS if pointer.endswith("tags") else ANY))
    return json.dumps(value, **draw(LAYOUTS)).encode()


@given(PARTS, st.none() | bases() | ANY.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=8))
def test_written_manifest_reads_back_as_its_fields(parts: FieldsBySection, base: bytes | None) -> None:
    assert bare_parts(read_manifest(write_manifest(parts, base))) == bare_parts(parts)


@given(bases())
def test_written_manifest_with_its_own_fields_keeps_every_byte(base: bytes) -> None:
    assert write_manifest(read_manifest(base), base) == base


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_manifest_of_a_listing_changes_only_in_the_changed_span(folder: Path) -> None:
    base = (folder / "manifest.json").read_bytes()
    parts = read_manifest(base)
    assert write_manifest(parts, base) == base
    assert bare_parts(read_manifest(write_manifest(parts, None))) == bare_parts(parts)
    old = parts["overview"]["short_description"]
    parts["overview"]["short_description"] = "Größer & besser"

    written = write_manifest(parts, base)

    spelled = json.dumps(old, ensure_ascii=old.isascii()).encode() if isinstance(old, str) else b""
    assert written == base.replace(spelled, '"Größer & besser"'.encode(), 1)


def _manifest(**tile: Json) -> bytes:
    return json.dumps({"manifest_version": "2.0.0", "tile": tile}, indent=2).encode()


def test_retired_tags_are_renamed_and_unknown_ones_stay_in_the_file() -> None:
    tags: list[Json] = ["Category::OS System", "Own::Tag", "Supported OS::Mac OS", "Category::Cloud"]
    base = _manifest(classifier_tags=tags)
    parts = read_manifest(base)
    assert parts["overview"] == {"categories": ["OS & System", "Cloud"], "supported_os": ["macOS"]}
    parts["overview"]["categories"] = ["OS & System", "AWS", "Cloud"]

    written = json.loads(write_manifest(parts, base))

    assert written["tile"]["classifier_tags"] == [
        "Category::OS System", "Category::AWS", "Own::Tag", "Supported OS::Mac OS", "Category::Cloud",
    ]  # fmt: skip


def test_tags_beside_the_tile_are_read_and_move_into_it_when_they_change() -> None:
    base = json.dumps({"tile": {"title": "X"}, "classifier_tags": ["Category::Cloud"]}).encode()
    parts = read_manifest(base)
    assert parts["overview"]["categories"] == ["Cloud"]
    parts["overview"]["categories"] = ["AWS"]

    written = json.loads(write_manifest(parts, base))

    assert written == {"tile": {"title": "X", "classifier_tags": ["Category::AWS"]}}


def test_keys_that_no_field_holds_move_with_their_picture() -> None:
    media: Json = [{"image_url": "images/a.png", "caption": "A", "alt": 1}, {"image_url": "images/b.png", "alt": 2}]
    base = _manifest(media=media)
    parts = read_manifest(base)
    rows = parts["overview"]["media"]
    assert isinstance(rows, list)
    parts["overview"]["media"] = [rows[1], {"media_type": "image", "image": {"name": "images/c.png"}}]

    written = json.loads(write_manifest(parts, base))

    assert written["tile"]["media"] == [
        {"image_url": "images/b.png", "alt": 2}, {"media_type": "image", "image_url": "images/c.png"},
    ]  # fmt: skip


def test_plan_that_is_set_aside_leaves_nothing_behind() -> None:
    """Otherwise the folder of a free listing would be read as a paid one."""
    written = write_manifest({}, b'{"pricing": [{"billing_type": "flat_fee", "unit_price": 3, "unit_label": ""}]}')

    assert written == b'{"pricing": []}'


def test_price_is_written_as_the_number_that_was_typed() -> None:
    parts = {"pricing": {"unit_price": "12.50"}}

    written = write_manifest(parts, b'{"pricing": [{"unit_price": 3, "private_offers": true}]}')

    assert written == b'{"pricing": [{"unit_price": 12.50, "private_offers": true}]}'
    assert read_manifest(written)["basics"]["route"] == "marketplace"


def test_manifest_of_the_first_version_is_read_and_written_in_the_present_form() -> None:
    base = json.dumps(
        {
            "manifest_version": "1.0.0",
            "integration_id": "acme",
            "guid": "0c91d12e-f01e-47d9-8a07-4dba1cde4b67",
            "display_name": "Acme",
            "public_title": "Acme Queue",
            "short_description": "Monitor queues",
            "maintainer": "help@acme.example",
            "is_public": True,
            "metric_prefix": "acme.",
            "metric_to_check": ["acme.up"],
            "categories": ["os & system", "log collection"],
            "supported_os": ["linux", "mac_os"],
            "assets": {"metrics_metadata": "metadata.csv", "dashboards": {"Acme": "assets/dashboards/acme.json"}},
            "owner": "acme",
        }
    ).encode()
    parts = read_manifest(base)
    assert write_manifest(parts, base) == base
    before = deepcopy(parts)
    parts["overview"]["title"] = "Acme Queue 2"

    written = write_manifest(parts, base)

    value = json.loads(written)
    assert (value["manifest_version"], value["app_id"], value["owner"]) == ("2.0.0", "acme", "acme")
    assert "integration_id" not in value
    assert value["tile"]["classifier_tags"] == [
        "Category::OS & System", "Category::Log Collection", "Supported OS::Linux", "Supported OS::macOS",
        "Offering::Integration",
    ]  # fmt: skip
    before["overview"]["title"] = "Acme Queue 2"
    assert bare_parts(read_manifest(written)) == bare_parts(before)


def test_filled_oauth_client_is_named_in_the_manifest() -> None:
    parts: FieldsBySection = {"configuration": {"oauth_name": "Acme"}}

    assert oauth_path(write_manifest(parts, None)) == "assets/oauth_clients.json"
    assert oauth_path(write_manifest(parts, b'{"assets": {"oauth": "../evil.json"}}')) == "assets/oauth_clients.json"


def test_new_manifest_is_the_same_each_time() -> None:
    parts: FieldsBySection = {
        "overview": {"title": "Acme", "categories": ["Cloud"]},
        "setup": {"uninstall_md": "Text."},
    }

    written = write_manifest(parts, None)

    assert written == write_manifest(deepcopy(parts), None)
    assert list(json.loads(written)) == ["manifest_version", "app_uuid", "app_id", "tile", "assets", "author"]
    assert json.loads(written)["tile"]["uninstallation"] == "README.md#Uninstallation"


def test_what_is_written_onto_is_read_once_and_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    base = b'{"tile": {"title": "Acme", "resources": [{"url": "https://a.example", "resource_type": "blog"}]}}'
    parts, other = read_manifest(base), read_manifest(base)
    other["overview"]["title"], other["overview"]["resources"] = "Other", []
    first = write_manifest(other, base)
    monkeypatch.setattr("tilekit.scaffold.written_manifest.read_manifest", None)

    assert write_manifest(other, bytes(bytearray(base))) == first != base
    assert write_manifest(parts, base) == base
