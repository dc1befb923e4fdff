"""What `tilekit submit` is asked to do, and what it knows about the listing."""

from msgspec import Struct

from tilekit.commands.submit.field_values import SubmitSettings
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.replies import ListingReply
from tilekit.commands.submit.session import Session


class SubmitOptions(Struct, frozen=True, kw_only=True):
    """The options of the call. settings contains checkboxes of Review & Submit, or "all", and values to save."""

    stage: str
    settings: SubmitSettings = SubmitSettings()
    note: str | None = None
    withdraws: bool = False
    replaces: bool = False


class SubmitTask(Struct, frozen=True, kw_only=True):
    """A folder to submit as a listing."""

    session: Session
    listing: ListingReply
    folder: LocalFolder
    options: SubmitOptions

    @property
    def portal(self) -> PortalClient:
        return self.session.portal

    def path(self, name: str) -> str:
        """The API path of a resource of the listing."""
        return f"/listings/{self.listing.id}/{name}"
