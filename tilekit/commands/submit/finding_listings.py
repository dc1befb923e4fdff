"""Which listing of the portal a folder belongs to."""

from http import HTTPStatus

from tilekit.commands.guard import UsageError
from tilekit.commands.submit.bodies import Listing, PageOf
from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.jobs import finished
from tilekit.commands.submit.portal import Portal
from tilekit.commands.submit.sending import upload
from tilekit.commands.submit.session import Session
from tilekit.commands.words import said
from tilekit.core.messages import N_

_NOT_TRUSTED = N_(
    "This workflow is not a trusted publisher of a listing called {identifier}. A trusted publisher needs an existing "
    "listing: create it in the portal or with a key, then add the workflow as its trusted publisher."
)


def listing_of(session: Session, folder: LocalFolder, *, named: str, is_new: bool) -> Listing:
    """The listing with the ID that was named, else the one with the folder's identifier, else a new one if asked for.

    Raises UsageError for none and for several.
    """
    if named:
        return listing_named(session, named)
    if found := _only_one(session, folder):
        return found
    if not folder.identifier and not is_new:
        raise _unnamed(folder)
    if session.portal.is_trusted_publisher:
        raise UsageError(said(_NOT_TRUSTED, identifier=_name_of(folder)))
    if not is_new:
        text = N_("The portal has no listing called {identifier}. Create it with --new, or choose one with --listing.")
        raise UsageError(said(text, identifier=folder.identifier))
    return _imported(session, folder)


def listing_at(session: Session, folder: LocalFolder) -> Listing:
    """The listing with the folder's identifier. Raises UsageError for none and for several."""
    found = _only_one(session, folder)
    if not folder.identifier:
        raise _unnamed(folder)
    if found is None:
        text = N_("The portal has no listing called {identifier}. Choose one with --listing.")
        raise UsageError(said(text, identifier=folder.identifier))
    return found


def listing_named(session: Session, listing_id: str) -> Listing:
    """The listing with this ID. Raises UsageError."""
    try:
        return session.portal.get(f"/listings/{listing_id}", Listing)
    except CallRefused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise
        raise UsageError(said(N_("Your organisation has no listing with the ID {id}."), id=listing_id)) from refused


def _only_one(session: Session, folder: LocalFolder) -> Listing | None:
    found = listings_with(session.portal, folder.identifier)
    if len(found) > 1:
        text = N_("Several listings are called {identifier}. Choose one with --listing: {ids}")
        ids = ", ".join(f"{each.id} ({each.name})" for each in found)
        raise UsageError(said(text, identifier=folder.identifier, ids=ids))
    return found[0] if found else None


def _unnamed(folder: LocalFolder) -> UsageError:
    text = N_("No app_id could be read from {path}/manifest.json. Add it, or choose the listing with --listing.")
    return UsageError(said(text, path=folder.path))


def _name_of(folder: LocalFolder) -> str:
    return folder.identifier or folder.name


def listings_with(portal: Portal, identifier: str) -> list[Listing]:
    """The listings of the organisation with this identifier; none for ""."""
    return portal.get("/listings", PageOf[Listing], identifier=identifier).items if identifier else []


def _imported(session: Session, folder: LocalFolder) -> Listing:
    session.note(said(N_("Creating a listing from {path}."), path=folder.path))
    body = {"upload": upload(session, f"{folder.name or 'listing'}.zip", folder.archive())}
    answer, call = session.once("POST", "/imports", body)
    job = finished(session, answer)
    session.state.answered(call)
    return session.portal.get(f"/listings/{(job.result or {})['listing']}", Listing)
