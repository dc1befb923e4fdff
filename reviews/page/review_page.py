"""The data of a review page, loaded lazily and once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct

from accounts.models import Team
from accounts.queries import language_of_organisation
from common.actor import Actor
from files.models import Blob
from files.queries import StoredFile, blobs_of, stored_files
from files.text_pages import MAX_TEXT_BYTES
from listings.content.changes import ContentChange
from listings.content.submissions import documents_of_submission
from listings.models import Listing, Revision, Submission
from listings.queries.submissions import SUBMISSION_CONTENT
from reviews.guards import may_review
from reviews.models import Claim, Decision, ExceptionRequest, Review, TextsKind, Thread, ViewedSubmission
from reviews.queries import active_claims, latest_decisions, live_submission, visible_threads, with_comments
from reviews.queries.exceptions import counted_requests, needs_exception
from reviews.queries.team_texts import current_texts
from reviews.team_texts import TeamText
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS
from tilekit.sections.applicability import applies_at
from tilekit.sections.differences import Difference

LOOKED, ROUND, LIVE, OFF = "looked", "round", "live", "off"


class ReviewReader(Struct, frozen=True, kw_only=True, dict=True):
    """A review, its reader, the saved replies that they can use, and the language of the partner."""

    review: Review
    actor: Actor

    @cached_property
    def partner_language(self) -> str:
        """The language of comments whose text the portal writes."""
        return language_of_organisation(self.review.revision.listing.organisation_id)

    @cached_property
    def replies(self) -> Sequence[TeamText]:
        """The saved replies of the reader's team: this one or, for other reviewers, their first."""
        teams = [team for team in (self.review.team, *self.actor.teams) if self.actor.reviews_for(team)]
        return current_texts(TextsKind.REPLIES, teams[0]).items if teams else ()


class ReviewPage(ReviewReader, frozen=True, kw_only=True, dict=True):
    """The data of a review page. Each part is loaded on first use.

    since is the base of comparison: `looked`, `round`, `live`, `off`, or "" for the first base that exists. seen is the
    submission on the reader's page, if a part of that page is rendered; the partner may have replaced it since.
    """

    now: datetime
    since: str = ""
    seen: Submission | None = None

    @property
    def revision(self) -> Revision:
        return self.review.revision

    @property
    def listing(self) -> Listing:
        return self.revision.listing

    @cached_property
    def submission(self) -> Submission:
        """The submission with all columns."""
        return self.seen or Submission.objects.get(pk=self.review.submission_id)

    @cached_property
    def documents(self) -> Mapping[str, SectionDocument]:
        return documents_of_submission(self.submission)

    @cached_property
    def kind(self) -> ListingKind:
        return listing_kind(Basics(**self.submission.basics), self.documents)

    @cached_property
    def sections(self) -> Sequence[type[SectionDocument]]:
        """The sections of this kind of listing, in wizard order.

        An empty read-only section is left out, unless a client has removed its content.
        """
        changed = {change.section for change in self.changes}
        return [
            section
            for section in SECTIONS
            if section.applies(self.kind)
            and not (section.is_read_only() and self.documents[section.key].is_blank() and section.key not in changed)
        ]

    @cached_property
    def blobs(self) -> Mapping[str, Blob]:
        """{digest: blob} of the submission's files."""
        return blobs_of(self.submission.files.values())

    @cached_property
    def stored_files(self) -> Mapping[str, StoredFile]:
        """{digest: file} for the files of the submission and of its base of comparison."""
        base = self.base.files.values() if self.base else ()
        return stored_files({*self.submission.files.values(), *base})

    def text(self, sha256: str) -> str:
        """The content of a text file, with invalid UTF-8 replaced; "" if the file is no longer stored."""
        file = self.stored_files.get(sha256)
        return file.read().decode("utf-8-sig", "replace") if file else ""

    @cached_property
    def may_act(self) -> bool:
        """Whether the reader is a reviewer for this team, regardless of the state of the review."""
        return may_review(self.actor, self.review.team, self.listing.organisation_id)

    @cached_property
    def exception(self) -> ExceptionRequest | None:
        """The request for the OAuth exception that the submission needs; None if it needs none or there is none."""
        is_needed = needs_exception(self.submission)
        return counted_requests([self.listing.pk], self.now).get(self.listing.pk) if is_needed else None

    @cached_property
    def threads(self) -> Sequence[Thread]:
        """All threads of the listing that the reader may see, newest first."""
        rows = with_comments(visible_threads(self.actor, self.listing.pk))
        return list(rows.select_related("submission").defer(*SUBMISSION_CONTENT))

    @cached_property
    def siblings(self) -> Sequence[Review]:
        """The open reviews of all teams or, if this review is closed, the last ones that were opened before that."""
        rows, closed_at = (
            Review.objects.filter(revision=self.revision).order_by("opened_at", "pk"),
            self.review.closed_at,
        )
        same = [row for row in rows if (row.closed_at is None) == (closed_at is None)]
        last = {row.team: row for row in same if closed_at is None or row.opened_at <= closed_at}
        return sorted(last.values(), key=lambda row: Team.values.index(row.team))

    @cached_property
    def decisions(self) -> Mapping[UUID, Decision]:
        return latest_decisions([row.pk for row in self.siblings])

    @cached_property
    def claims(self) -> Mapping[UUID, Claim]:
        return active_claims([row.pk for row in self.siblings], self.now)

    @cached_property
    def rounds(self) -> Sequence[Submission]:
        """All submissions of the revision without their content, newest first."""
        rows = self.revision.submissions.order_by("-submission_number")
        return list(rows.only("id", "submission_number", "digest", "submitted_by", "submitted_at", "revision_id"))

    @cached_property
    def bases(self) -> Mapping[str, UUID]:
        """The possible bases of comparison, {name: submission ID}, the most useful first. No two are the same."""
        earlier = [row for row in self.rounds if row.submission_number < self.submission.submission_number]
        seen = ViewedSubmission.objects.filter(person=self.actor.id, submission__in=earlier).order_by(
            "-submission__submission_number"
        )
        looked = seen.values_list("submission_id", flat=True).first()
        live = self.live
        previous = earlier[0].pk if earlier and earlier[0].pk != looked else None
        candidates = {LOOKED: looked, ROUND: previous, LIVE: live.pk if live else None}
        return {name: pk for name, pk in candidates.items() if pk}

    @cached_property
    def live(self) -> Submission | None:
        """The live submission that this one would replace; None if none was submitted before this one."""
        live = live_submission(self.listing)
        return live if live and live.submitted_at < self.submission.submitted_at else None

    @property
    def marks(self) -> bool:
        """Whether changes are marked in the content."""
        return self.since != OFF

    @cached_property
    def base_name(self) -> str:
        """The base of comparison that the reader chose, or else the first one that exists; "" if there is none."""
        return self.since if self.since in self.bases else next(iter(self.bases), "")

    @cached_property
    def base(self) -> Submission | None:
        return Submission.objects.get(pk=self.bases[self.base_name]) if self.base_name else None

    @cached_property
    def content_change(self) -> ContentChange:
        """The changes of the documents since the base of comparison; empty if there is no base."""
        if self.base is None:
            return ContentChange()
        return ContentChange(before=documents_of_submission(self.base), after=self.documents)

    @cached_property
    def changes(self) -> Sequence[Difference]:
        """The changes since the base of comparison, of fields and rows that apply to this submission."""
        every = self.content_change.differences
        return [change for change in every if applies_at(change.path, self.kind, self.documents)]

    def url(self, name: str = "review") -> str:
        return reverse(f"reviews:{name}", args=[self.review.pk])

    def href(self, view: str, anchor: str = "", **query: str | int | None) -> str:
        """The URL of a view of this page, without empty parameters."""
        values = {"view": view, **{name: value for name, value in query.items() if value not in {"", None}}}
        return f"{self.url()}?{urlencode(values)}" + (f"#{anchor}" if anchor else "")


def submission_numbers(page_data: ReviewPage) -> Mapping[UUID, int]:
    """{submission ID: its number} of all submissions of the revision."""
    return {row.pk: row.submission_number for row in page_data.rounds}


def is_shown_as_text(blob: Blob | None) -> bool:
    """Whether a page can show the file as text."""
    return blob is not None and blob.media_type == "text/plain" and blob.size <= MAX_TEXT_BYTES


def may_comment(page_data: ReviewPage) -> bool:
    """Whether the reader can comment for this team now."""
    return page_data.may_act and page_data.review.closed_at is None
