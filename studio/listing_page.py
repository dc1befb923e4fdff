"""What a listing's own page shows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from common.actor import Actor, Role
from common.diffs import value_words, word_changes
from listings.models import Listing, Revision, Submission
from listings.queries import (
    changes_between,
    changes_since_live,
    readable_revisions,
    status_of,
    submissions_of,
    visible_revisions,
)
from listings.registry import Reasons, Text
from listings.states import EDITABLE, Availability, State
from listings.transitions import offers
from reviews.models import Thread, ThreadState
from reviews.queries import feedback, visible_threads, with_comments
from reviews.words import place_words
from sandboxes.queries import visible_activations
from studio.acts import BUTTONS
from studio.overview import side_of
from studio.places import step_url, url_of_place
from studio.timeline import timeline_of
from studio.way import way_of
from tilekit.sections.differences import Change, Difference

_KINDS = {
    Change.ADDED: _lazy("added"),
    Change.REMOVED: _lazy("removed"),
    Change.CHANGED: _lazy("changed"),
    Change.MOVED: _lazy("moved"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One act of the lifecycle that this page offers; closed where reasons is not empty."""

    slug: str
    label: Text
    reasons: Reasons
    is_danger: bool

    @property
    def closed(self) -> Text:
        return self.reasons[0].text if self.reasons else ""

    @property
    def closed_href(self) -> str:
        return self.reasons[0].link if self.reasons else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A thread with its place in words, and where the partner mends it."""

    thread: Thread
    place: str
    href: str
    tone: str

    @property
    def anchor(self) -> str:
        return f"thread-{self.thread.pk}"


def listing_context(listing: Listing, actor: Actor) -> dict[str, object]:
    """The listing home: state, buttons, threads, rounds, sandbox, timeline."""
    revisions = list(visible_revisions(actor).filter(listing=listing).order_by("-number"))
    revision = revisions[0]
    is_readable = readable_revisions(actor).filter(pk=revision.pk).exists()
    has_changes = is_readable and listing.live_release_id is not None
    threads = [_line(thread, revision) for thread in with_comments(visible_threads(actor, listing.pk))]
    return {
        **_head(listing, revision, actor),
        "buttons": _buttons(revision, actor),
        "threads": [line for line in threads if line.thread.state != ThreadState.RESOLVED],
        "resolved": [line for line in threads if line.thread.state == ThreadState.RESOLVED],
        "may_answer": actor.holds(Role.EDITOR, listing.organisation_id),
        "may_ask": revision.round > 0 and actor.holds(Role.EDITOR, listing.organisation_id),
        "feedback": feedback([each.pk for each in revisions])[:10],
        "rounds": [(each, submissions_of(each)) for each in revisions],
        "activations": visible_activations(actor).filter(listing=listing, deactivated_at=None),
        "timeline": timeline_of(listing),
        "is_live": listing.live_release_id is not None and listing.availability != Availability.UNPUBLISHED,
        "is_readable": is_readable,
        "changes": _change_lines(revision, changes_since_live(revision)) if has_changes else [],
    }


def submission_context(listing: Listing, submission: Submission, actor: Actor) -> dict[str, object]:
    """One frozen round and what changed in it."""
    revision = submission.revision
    before = Submission.objects.filter(revision=revision, round__lt=submission.round).order_by("-round").first()
    changes = changes_between(before, submission) if before else []
    return {
        **_head(listing, revision, actor),
        "submission": submission,
        "before": before,
        "changes": _change_lines(revision, changes),
        "files": sorted(submission.files),
    }


def _head(listing: Listing, revision: Revision, actor: Actor) -> dict[str, object]:
    is_open_to_partner = State(revision.state) in EDITABLE
    return {
        "listing": listing,
        "revision": revision,
        "viewer": side_of(actor),
        "status_line": status_of([revision])[revision.pk],
        "way": way_of(revision),
        "wizard_url": step_url(revision, "overview"),
        "review_url": step_url(revision, "review"),
        "is_open_to_partner": is_open_to_partner and actor.holds(Role.EDITOR, listing.organisation_id),
        "trail": [{"href": reverse("studio:listing-list"), "label": _("Listings")}, {"label": listing.name}],
    }


def _buttons(revision: Revision, actor: Actor) -> list[Button]:
    return [
        Button(
            slug=BUTTONS[offer.verb],
            label=offer.label,
            reasons=offer.reasons,
            is_danger=offer.verb in ("withdraw", "delete"),
        )
        for offer in offers([revision], actor)[revision.pk]
        if offer.verb in BUTTONS
    ]


def _line(thread: Thread, revision: Revision) -> ThreadLine:
    is_blocking = thread.is_blocking and thread.state == ThreadState.OPEN
    return ThreadLine(
        thread=thread,
        place=place_words(thread.path, thread.file, thread.line),
        href=url_of_place(revision, thread.path, thread.file) if thread.path or thread.file else "",
        tone="blocking" if is_blocking else thread.state,
    )


def _change_lines(revision: Revision, changes: list[Difference]) -> list[dict[str, object]]:
    return [
        {
            "place": place_words(each.path),
            "href": url_of_place(revision, each.path),
            "kind_label": _KINDS[each.kind],
            "parts": _parts(each),
        }
        for each in changes
    ]


def _parts(change: Difference) -> list[tuple[str, str]]:
    """The change word by word; a value without words of its own (a file, a row) by what it is called."""
    if change.kind is Change.MOVED:
        return []
    return word_changes(value_words(change.old), value_words(change.new))
