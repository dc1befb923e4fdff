"""The places in manifest.json that name files of the listing."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tilekit.bundle import Bundle
from tilekit.core.field import Json
from tilekit.core.paths import is_safe
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members, value_at

ASSET_MAPS = ("dashboards", "monitors", "saved_views")
_POINTERS_TO_PATHS = (
    "/tile/changelog",
    "/assets/oauth",
    "/assets/integration/metrics/metadata_path",
    "/assets/integration/service_checks/metadata_path",
    "/assets/integration/configuration/spec",
    "/legal_terms/eula",
)
SECTION_POINTERS = ("/tile/overview", "/tile/configuration", "/tile/uninstallation", "/tile/support")


def normal_path(path: str) -> str:
    """The path in normal form: "./a" and "a" are the same file."""
    return str(PurePosixPath(path))


def is_inside(path: str) -> bool:
    """Whether the path is relative, has plain names and stays in its folder. GEN-006 reports other paths."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return not path.startswith("/") and is_safe("/".join(parts))


def is_missing(path: str, bundle: Bundle) -> bool:
    """Whether the path could be in the listing but isn't."""
    return is_inside(path) and normal_path(path) not in bundle.files


def named_paths(manifest: Json) -> Iterator[tuple[str, str]]:
    """(pointer, path) of every file that the manifest names. For a section of the README, the path is the file."""
    for pointer in _POINTERS_TO_PATHS:
        yield from _text_at(manifest, pointer)
    for pointer in SECTION_POINTERS:
        yield from ((place, text.partition("#")[0]) for place, text in _text_at(manifest, pointer) if text[0] != "#")
    media = value_at(manifest, "/tile/media")
    for index in range(len(media) if isinstance(media, list) else 0):
        yield from _text_at(manifest, f"/tile/media/{index}/image_url")
    yield from asset_paths(manifest)


def asset_paths(manifest: Json) -> Iterator[tuple[str, str]]:
    """(pointer, path) of dashboards, monitors and saved views."""
    for kind in ASSET_MAPS:
        for key in members(value_at(manifest, f"/assets/{kind}")):
            yield from _text_at(manifest, pointer_to("assets", kind, key))


def _text_at(manifest: Json, pointer: str) -> Iterator[tuple[str, str]]:
    value = value_at(manifest, pointer)
    if isinstance(value, str) and value:
        yield pointer, value
