"""The context of the listing's own page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from msgspec.structs import replace

from common.actor import Actor, Role
from common.diffs import word_changes
from files.differences import Differ
from files.errors import FileNotReadable
from listings.display_values import text_of
from listings.engine import TransitionOffer
from listings.models import Listing, Revision, Submission
from listings.place_names import place_name
from listings.queries import (
    changes_between,
    changes_since_live,
    is_readable,
    logos_of,
    status_of,
    submissions_of,
    visible_revisions,
)
from listings.references import Documents
from listings.states import EDITABLE, IN_CATALOGUE, RevisionState
from listings.transitions import offers
from releases.queries.transfers import transfer_link
from reviews.queries import feedback
from sandboxes.queries import visible_activations
from studio.listing.progress import progress_steps
from studio.listing.timeline import timeline_of
from studio.page_urls import step_url, url_of_place
from studio.threads.markup import ThreadBox, thread_box
from studio.threads.places import all_threads
from studio.threads.replies import ThreadReply
from studio.wizard.data import Wizard
from tilekit.core.fileref import FileRef
from tilekit.sections.differences import ChangeKind, Difference

_KINDS = {
    ChangeKind.ADDED: _lazy("added"),
    ChangeKind.REMOVED: _lazy("removed"),
    ChangeKind.CHANGED: _lazy("changed"),
    ChangeKind.MOVED: _lazy("moved"),
}


def listing_context(listing: Listing, actor: Actor, answer: ThreadReply | None = None) -> dict[str, object]:
    """The listing home: state, buttons, threads, submissions, sandbox, timeline. answer is one that was refused."""
    revisions = list(visible_revisions(actor).filter(listing=listing).order_by("-number"))
    revision = revisions[0]
    can_read = is_readable(revision, actor)
    is_what_is_live = revision.state == RevisionState.PUBLISHED
    has_changes = can_read and listing.live_release_id is not None and not is_what_is_live
    wizard = Wizard(revision=revision, actor=actor, answer=answer)
    boxes = _boxes(wizard, is_readable=can_read)
    offered = _offers(revision, actor)
    return {
        **_head(listing, revision, actor),
        "offers": offered or [],
        "has_files": offered is not None,
        "threads": [box for box in boxes if box.thread.is_open],
        "resolved": [box for box in boxes if not box.thread.is_open],
        "may_ask": revision.round > 0 and actor.holds(Role.EDITOR, listing.organisation_id),
        "feedback": feedback([each.pk for each in revisions])[:10],
        "rounds": [(each, submissions_of(each)) for each in revisions],
        "activations": visible_activations(actor).filter(listing=listing, deactivated_at=None),
        "timeline": timeline_of(listing),
        "handover": transfer_link(listing, actor),
        "is_live": listing.availability in IN_CATALOGUE,
        "is_readable": can_read,
        "changes": _changes_since_live(wizard) if has_changes else [],
    }


def submission_context(listing: Listing, submission: Submission, actor: Actor) -> dict[str, object]:
    """One submission, and its changes since the previous one."""
    revision = submission.revision
    before = Submission.objects.filter(revision=revision, round__lt=submission.round).order_by("-round").first()
    changes = changes_between(before, submission) if before else []
    return {
        **_head(listing, revision, actor),
        "submission": submission,
        "before": before,
        "changes": _change_lines(revision, changes, submission.documents, is_linked=is_readable(revision, actor)),
        "files": sorted(submission.files),
    }


def _head(listing: Listing, revision: Revision, actor: Actor) -> dict[str, object]:
    is_open_to_partner = RevisionState(revision.state) in EDITABLE
    line = status_of([revision], to=actor)[revision.pk]
    return {
        "listing": listing,
        "logo": logos_of([listing], to=actor).get(listing.pk),
        "revision": revision,
        "status_line": line,
        "is_late": line.is_late(timezone.now()),
        "way": progress_steps(revision),
        "wizard_url": step_url(revision, "overview"),
        "review_url": step_url(revision, "review"),
        "is_open_to_partner": is_open_to_partner and actor.holds(Role.EDITOR, listing.organisation_id),
        "trail": [{"href": reverse("studio:listing-list"), "label": _("Listings")}, {"label": listing.name}],
    }


def _offers(revision: Revision, actor: Actor) -> list[TransitionOffer] | None:
    """None if the files cannot be read, because they decide whether the listing can be submitted."""
    try:
        offered = offers([revision], actor)[revision.pk]
    except FileNotReadable:
        return None
    return [offer for offer in offered if offer.row.button]


def _boxes(wizard: Wizard, *, is_readable: bool) -> list[ThreadBox]:
    frame = replace(wizard.frame, shows_place=True)
    return [thread_box(talk, frame) for talk in all_threads(wizard, is_readable=is_readable)]


def _changes_since_live(wizard: Wizard) -> list[dict[str, object]]:
    values = {key: document.values for key, document in wizard.documents.items()}
    return _change_lines(wizard.revision, changes_since_live(wizard.revision), values)


def _change_lines(
    revision: Revision, found: list[Difference], documents: Documents, *, is_linked: bool = True
) -> list[dict[str, object]]:
    """The changes with their places; documents name the rows. is_linked if the reader may open the wizard pages."""
    changes = [each for each in found if not _is_of_the_portal(each)]
    files = {id(each): _files(each) for each in changes}
    differ = Differ(sha256 for pair in files.values() for sha256 in pair if sha256)
    return [
        {
            "place": place_name(each.path, documents=documents),
            "href": url_of_place(revision, each.path) if is_linked else "",
            "kind_label": _KINDS[each.kind],
            "parts": _parts(each),
            "diff": differ.compared(*files[id(each)]) if any(files[id(each)]) else None,
        }
        for each in changes
    ]


def _is_of_the_portal(change: Difference) -> bool:
    """Whether a submission made the change automatically: it ticks agreements and renames files."""
    old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
    is_same_file = old is not None and new is not None and old.sha256 == new.sha256
    return is_same_file or change.path.partition(".")[2].startswith("agreement_")


def _files(change: Difference) -> tuple[str, str]:
    """The digests of the two files of a change, "" if there is none."""
    if change.kind is not ChangeKind.CHANGED:  # added and removed files are shown by name
        return ("", "")
    old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
    return (old.sha256 if old else "", new.sha256 if new else "")


def _parts(change: Difference) -> list[tuple[str, str]]:
    """The change word by word; files and rows are compared by name."""
    if change.kind is ChangeKind.MOVED:
        return []
    return word_changes(text_of(change.path, change.old), text_of(change.path, change.new))
