"""Finds the listing of the portal to which a folder belongs."""

from http import HTTPStatus

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.replies import ListingReply, PageReply
from tilekit.commands.submit.session import Session, upload, wait_for_job
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

_NOT_TRUSTED = N_(
    "This workflow is not a trusted publisher of a listing with the integration ID {identifier}. Create the "
    "listing in the portal or with a key, then add the workflow as its trusted publisher."
)


def find_listing(session: Session, folder: LocalFolder, *, named: str, is_new: bool) -> ListingReply:
    """The listing with the given ID; otherwise the one with the folder's identifier; otherwise a new one if requested.

    Raises UsageError if there is none or more than one.
    """
    if named:
        return listing_named(session, named)
    if listing := _only_one(session, folder):
        return listing
    if not folder.identifier and not is_new:
        raise _missing_id_error(folder)
    if session.portal.is_trusted_publisher:
        raise UsageError.of(_NOT_TRUSTED, identifier=folder.identifier or folder.name)
    if not is_new:
        text = N_(
            "The portal has no listing with the integration ID {identifier}. Create it with --new, or choose "
            "one with --listing."
        )
        raise UsageError.of(text, identifier=folder.identifier)
    return _create_listing(session, folder)


def listing_at(session: Session, folder: LocalFolder) -> ListingReply:
    """The listing with the folder's identifier. Raises UsageError if there is none or more than one."""
    listing = _only_one(session, folder)
    if not folder.identifier:
        raise _missing_id_error(folder)
    if listing is None:
        text = N_("The portal has no listing with the integration ID {identifier}. Choose one with --listing.")
        raise UsageError.of(text, identifier=folder.identifier)
    return listing


def listing_named(session: Session, listing_id: str) -> ListingReply:
    """The listing with this ID. Raises UsageError."""
    try:
        return session.portal.get(f"/listings/{listing_id}", ListingReply)
    except CallRefused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise
        raise UsageError.of(N_("Your organisation has no listing with the ID {id}."), id=listing_id) from refused


def _only_one(session: Session, folder: LocalFolder) -> ListingReply | None:
    listings = listings_with(session.portal, folder.identifier)
    if len(listings) > 1:
        text = N_("Several listings have the integration ID {identifier}. Choose one with --listing: {ids}")
        ids = tuple(f"{listing.id} ({listing.name})" for listing in listings)
        raise UsageError.of(text, identifier=folder.identifier, ids=ids)
    return listings[0] if listings else None


def _missing_id_error(folder: LocalFolder) -> UsageError:
    text = N_("No app_id could be read from {path}/manifest.json. Add it, or choose the listing with --listing.")
    return UsageError.of(text, path=folder.path)


def listings_with(portal: PortalClient, identifier: str) -> list[ListingReply]:
    """The listings of the organisation with this identifier; none for ""."""
    return portal.get("/listings", PageReply[ListingReply], identifier=identifier).items if identifier else []


def _create_listing(session: Session, folder: LocalFolder) -> ListingReply:
    print_note(translated(N_("Creating a listing from {path}."), path=folder.path))
    body = {"upload": upload(session, f"{folder.name or 'listing'}.zip", folder.archive())}
    response, call = session.call_once("POST", "/imports", body)
    job = wait_for_job(session, response)
    session.state.forget_key(call)
    return session.portal.get(f"/listings/{(job.result or {})['listing']}", ListingReply)
