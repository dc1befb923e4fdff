"""The address of a video: what is read from it, and what the manifest and the tile show."""

import json

import pytest

from tests.tilekit.listing import listing
from tilekit.core.fileref import FileRef
from tilekit.scaffold.bundles import assemble
from tilekit.scaffold.paths import MANIFEST
from tilekit.sections.media import vimeo_id_in
from tilekit.sections.overview import Overview
from tilekit.tile.build import tile_of

POSTER = FileRef.of("poster.png", b"poster")


@pytest.mark.parametrize(
    "address, number",
    [
        ("https://vimeo.com/123456789", 123456789),
        ("https://www.vimeo.com/channels/acme/123456789", 123456789),
        ("https://vimeo.com/123456789/0a1b2c3d4e", 123456789),
        ("https://player.vimeo.com/video/123456789?h=0a1b2c3d4e", 123456789),
        ("https://vimeo.com/acme", None),
        ("https://vimeo.com.acme.example/123456789", None),
        ("https://videos.acme.example/123456789", None),
        ("123456789", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_video_id_is_read_from_addresses_on_vimeo_only(address: str, number: int | None) -> None:
    assert vimeo_id_in(address) == number


@pytest.mark.parametrize(
    "cells, number",
    [
        ({"video_url": "https://vimeo.com/123456789"}, 123456789),
        ({"video_url": "https://vimeo.com/123456789", "vimeo_id": 987654321}, 123456789),
        ({"video_url": "https://videos.acme.example/tour", "vimeo_id": 987654321}, 987654321),
        ({"video_url": "https://videos.acme.example/tour"}, None),
        ({"media_type": "image", "video_url": "https://vimeo.com/123456789"}, None),
    ],
)
def test_manifest_and_tile_get_the_video_id_of_the_address(cells: dict[str, object], number: int | None) -> None:
    row = {"key": "a", "media_type": "video", "caption": "A tour", "image": POSTER.as_json(), **cells}
    bundle = assemble(
        basics=listing().basics,
        documents={"overview": Overview({"media": [row]})},  # type: ignore[dict-item]
        base={},
        file_bytes=lambda _sha256: b"poster",
        carried={},
    )

    [item] = json.loads(bundle.files[MANIFEST])["tile"]["media"]
    assert item.get("vimeo_id") == number
    assert item.keys() <= {"media_type", "caption", "image_url", "vimeo_id"}
    [shown] = tile_of(bundle).overview.media
    assert (shown.path, shown.vimeo_id) == ("images/poster.png", str(number or ""))
    assert shown.is_video is (row["media_type"] == "video")
