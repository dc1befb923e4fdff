"""Reads the OAuth client of a listing for its checks."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, single
from tilekit.checks.finding import RawFinding
from tilekit.checks.parsed_files import MANIFEST
from tilekit.checks.shapes import ShapeTable
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, members, text
from tilekit.scaffold.manifest import oauth_path
from tilekit.scaffold.paths import OAUTH_FILE

CLIENT = "/integration"
REDIRECT_URIS, SCOPES, ROLE = (f"{CLIENT}/{key}" for key in ("redirect_uris", "scopes", "client_role"))
FIELDS = {
    "id": "oauth_client_id",
    "name": "oauth_name",
    "description": "oauth_description",
    "onboarding_url": "oauth_onboarding_url",
    "redirect_uris": "oauth_redirect_uris",
    "scopes": "oauth_scopes",
    "client_role": "oauth_name",
}


class ClientFile(Asset, frozen=True, kw_only=True):
    """The file with the OAuth client of a listing."""

    @property
    def client(self) -> dict[str, Json]:
        """The client; empty if the file contains another type."""
        return members(self.at(CLIENT))

    def field_at(self, pointer: str) -> str:
        key = pointer.removeprefix(f"{CLIENT}/").partition("/")[0]
        return f"{self.path}.{FIELDS[key]}" if key in FIELDS else self.path

    def texts_at(self, pointer: str) -> list[str]:
        """The items of a list; "" for those of another type."""
        return [text(item) for item in elements(self.at(pointer))]

    def repeated(self, pointer: str) -> Iterator[RawFinding]:
        """Raw findings about the texts in a list that repeat an earlier one."""
        items = self.texts_at(pointer)
        for at, item in enumerate(items):
            if item in items[:at]:
                place, message = f"{pointer}/{at}", N_("{value} is listed twice. Remove one.")
                yield self.finding(place, item, message=message, fix=self.removing(place, N_("Remove it")))


def files(bundle: Bundle) -> Iterator[ClientFile]:
    """The file with the client, if there is one."""
    named = bundle.parse(MANIFEST, oauth_path) if MANIFEST in bundle.files else ""
    for asset in single(bundle, "configuration", named or OAUTH_FILE):
        yield ClientFile(path=asset.path, file=asset.file, short_name="", document=asset.document)


oauth_client_check = CheckDecorator(files)
row = ShapeTable(CheckDecorator(files))
