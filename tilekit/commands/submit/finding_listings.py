"""Which listing of the portal a folder belongs to."""

from tilekit.commands.guard import UsageError
from tilekit.commands.submit.bodies import Listing, PageOf
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.jobs import finished
from tilekit.commands.submit.portal import Portal
from tilekit.commands.submit.sending import upload
from tilekit.commands.submit.session import Session
from tilekit.commands.words import said
from tilekit.core.messages import N_


def listing_of(session: Session, folder: LocalFolder, *, named: str, is_new: bool) -> Listing:
    """The listing with the ID that was named, else the one with the folder's identifier, else a new one if asked for.

    Raises UsageError for none and for several.
    """
    if named:
        return session.portal.get(f"/listings/{named}", Listing)
    found = listings_with(session.portal, folder.identifier)
    if len(found) > 1:
        text = N_("Several listings are called {identifier}. Choose one with --listing: {ids}")
        ids = ", ".join(f"{each.id} ({each.name})" for each in found)
        raise UsageError(said(text, identifier=folder.identifier, ids=ids))
    if found:
        return found[0]
    if not is_new:
        text = N_("The portal has no listing called {identifier}. Create it with --new, or name one with --listing.")
        raise UsageError(said(text, identifier=folder.identifier or folder.name))
    return _imported(session, folder)


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
