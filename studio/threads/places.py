"""Finds the current places of threads in the wizard: fields, rows or lines of the metrics file."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from msgspec import Struct

from common.actor import Actor
from listings.content.references import Documents
from listings.display.place_names import place_name
from listings.queries import renames_of
from listings.queries.submissions import SUBMISSION_CONTENT
from reviews.file_parts import has_parts, part_place, parts_of
from reviews.models import Thread, ThreadState
from reviews.page.threads import Anchor, ShownThread, shown_thread
from reviews.queries import review_facts, visible_threads, with_comments
from reviews.queries.suggestions import suggestion_applies
from studio.page_urls import step_of_section, step_url, url_of_place
from studio.threads.current_places import ThreadPlace, ThreadSurroundings, current_place
from tilekit.sections.files import section_of_place


class PlacedThread(Struct, frozen=True, kw_only=True):
    """An unresolved thread with its current place.

    blocks_submission: a reply is required before the next submission. is_place_changed: no reply is required,
    because the partner has changed the place. suggestion_applies: the field still contains the value that the
    suggestion replaces. A file is only compared when somebody accepts the suggestion. is_of_revision: the thread is
    about this revision, not about an earlier one.
    """

    thread: ShownThread
    place: ThreadPlace
    blocks_submission: bool
    is_place_changed: bool
    suggestion_applies: bool = False
    is_of_revision: bool = True

    @property
    def step(self) -> str:
        """The key of the step that shows the thread; "" if the thread is about the whole listing."""
        return step_of_section(self.thread.section) if self.thread.section else ""


def listing_threads(listing_id: UUID, actor: Actor) -> QuerySet[Thread]:
    """The threads of a listing with their comments, newest first."""
    rows = with_comments(visible_threads(actor, listing_id))
    return rows.select_related("listing__organisation", "submission").defer(*SUBMISSION_CONTENT)


def open_threads(surroundings: ThreadSurroundings, *, also: UUID | None = None) -> list[PlacedThread]:
    """The unresolved threads of the revision, oldest first; also is the ID of another thread to include."""
    rows = listing_threads(surroundings.revision.listing_id, surroundings.actor).filter(revision=surroundings.revision)
    threads = rows.order_by("opened_at", "pk")
    return placed_threads(
        [thread for thread in threads if thread.state != ThreadState.RESOLVED or thread.pk == also], surroundings
    )


def all_threads(surroundings: ThreadSurroundings, *, is_readable: bool) -> list[PlacedThread]:
    """All threads of the listing, newest first. If the draft is not readable, threads have their original places."""
    rows = list(listing_threads(surroundings.revision.listing_id, surroundings.actor))
    alive = [
        thread
        for thread in rows
        if thread.revision_id == surroundings.revision.pk and thread.state != ThreadState.RESOLVED
    ]
    placed_by_id = {placed.thread.id: placed for placed in placed_threads(alive if is_readable else (), surroundings)}
    return [
        placed_by_id.get(thread.pk) or _at_original_place(thread, surroundings, is_linked=is_readable)
        for thread in rows
    ]


def _at_original_place(thread: Thread, surroundings: ThreadSurroundings, *, is_linked: bool) -> PlacedThread:
    words = place_name(thread.path, thread.file, thread.line)
    has_page = is_linked and bool(thread.path or thread.file)
    href = url_of_place(surroundings.revision, thread.path, thread.file) if has_page else ""
    shown = shown_thread(thread, Anchor(words=words, href=href), surroundings.actor)
    return PlacedThread(
        thread=shown,
        place=ThreadPlace(path=thread.path),
        blocks_submission=False,
        is_place_changed=False,
        is_of_revision=thread.revision_id == surroundings.revision.pk,
    )


def placed_threads(threads: Sequence[Thread], surroundings: ThreadSurroundings) -> list[PlacedThread]:
    """The threads with their current places. The number of queries is constant."""
    if not threads:
        return []
    renames = renames_of(surroundings.revision.pk)
    blocking = review_facts([surroundings.revision])[surroundings.revision.pk].blocking
    addressed = {thread.id for thread in blocking if thread.is_addressed}
    documents = {key: document.values for key, document in surroundings.documents.items()}
    places = []
    for thread in threads:
        section = section_of_place(thread.path, thread.file)
        place = current_place(thread, surroundings, renames.since(section, thread.submission.submitted_at))
        waits = thread.is_blocking and thread.is_unanswered
        placed = PlacedThread(
            thread=shown_thread(thread, _anchor(thread, place, surroundings), surroundings.actor),
            place=place,
            blocks_submission=waits and thread.pk not in addressed,
            is_place_changed=waits and thread.pk in addressed,
            suggestion_applies=suggestion_applies(thread, documents),
        )
        places.append(placed)
    return places


def _part_words(thread: Thread, place: ThreadPlace, surroundings: ThreadSurroundings, *, documents: Documents) -> str:
    """The name of the widget, metric or sample that a thread is about; "" if there is none."""
    path, files = place.path or thread.path, surroundings.bundle.files if place.line else {}
    if place.is_gone or thread.file not in files or not has_parts(path):
        return ""
    return part_place(path, place.line, parts=parts_of(path, files[thread.file]), documents=documents)


def _anchor(thread: Thread, place: ThreadPlace, surroundings: ThreadSurroundings) -> Anchor:
    """The name of the place, with the URL of the wizard step that shows the thread."""
    values = {key: document.values for key, document in surroundings.documents.items()}
    words = _part_words(thread, place, surroundings, documents=values)
    words = words or place_name(place.path or thread.path, thread.file, place.line or thread.line, documents=values)
    if not (thread.path or thread.file):
        return Anchor(words=words, href="")
    page = step_url(surroundings.revision, step_of_section(section_of_place(thread.path, thread.file)))
    row = f"?line={place.line}" if place.record is not None and place.line else ""
    return Anchor(words=words, href=f"{page}{row}#thread-{thread.pk}", is_gone=place.is_gone)
