"""The folder that the portal has stored, compared with the local one."""

from collections.abc import Mapping

from tilekit.bundle import Files
from tilekit.commands.submit.drafts import PortalFolder
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.replies import FolderReply, ListingLinksReply, ListingReply
from tilekit.core.field import Json

LISTING = ListingReply(id="1", name="Acme", state="draft", links=ListingLinksReply(page="/listings/1/"))


class CountingFolder(LocalFolder, frozen=True, kw_only=True, dict=True):
    """A local folder that notes for which listings its digest was computed."""

    computed_for: list[str]

    def digest_of(self, listing: ListingReply, _sections: Mapping[str, Mapping[str, Json]]) -> str:
        self.computed_for.append(listing.id)
        return "d1:portal"


def test_the_digest_of_the_local_folder_is_computed_once() -> None:
    local = CountingFolder(
        path="acme", name="acme", identifier="acme", digest="d1:local", files=Files.of({"a": b"a"}), computed_for=[]
    )
    stored = PortalFolder(
        listing=LISTING, folder=FolderReply(digest="d1:portal", files=[]), sections={}, etag="", local=local
    )

    assert stored.local_digests == {"d1:local", "d1:portal"}
    assert stored.holds_local
    assert local.computed_for == ["1"]
