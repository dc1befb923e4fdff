"""Reads the OAuth client of a listing for its checks."""

from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, single
from tilekit.checks.finding import RawFinding
from tilekit.checks.parsed_files import MANIFEST
from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, members, text
from tilekit.scaffold.manifest import oauth_path
from tilekit.scaffold.paths import OAUTH_FILE

CLIENT = "/integration"
FIELDS = {
    "id": "oauth_client_id",
    "name": "oauth_name",
    "description": "oauth_description",
    "onboarding_url": "oauth_onboarding_url",
    "redirect_uris": "oauth_redirect_uris",
    "scopes": "oauth_scopes",
    "client_role": "oauth_name",
}


def files(bundle: Bundle) -> Iterator[Asset]:
    """The file with the client, if there is one."""
    named = bundle.parse(MANIFEST, oauth_path) if MANIFEST in bundle.files else ""
    return single(bundle, "configuration", named or OAUTH_FILE)


def client_of(asset: Asset) -> dict[str, Json]:
    """The client in the file; empty if the file contains another type."""
    return members(asset.at(CLIENT))


def client_finding(asset: Asset, name: str, value: object = "", *, at: int | None = None, **rest: object) -> RawFinding:
    """A raw finding at a key of the client and at its form field."""
    pointer = f"{CLIENT}/{name}" if at is None else f"{CLIENT}/{name}/{at}"
    raw_finding = asset.finding(pointer, value, **rest)  # type: ignore[arg-type]  # the options of a spot
    return replace(raw_finding, path=f"configuration.{FIELDS[name]}")


def client_texts(asset: Asset, key: str) -> list[tuple[int, str]]:
    """The texts in a list of the client, with their indexes (from 0)."""
    return [(at, text(item)) for at, item in enumerate(elements(client_of(asset).get(key)))]


oauth_client_check = CheckDecorator(files)
