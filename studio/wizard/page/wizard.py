"""The data of a wizard page about a revision, read once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from django.utils import timezone
from msgspec import Struct, field
from msgspec.structs import replace

from common.actor import Actor, Role
from files.errors import FileNotReadable
from files.models import Blob
from files.queries import blobs_of
from listings.content.bundles import basics_of, bundle_of_revision, bundle_without_files, document_of
from listings.content.defaults import defaults_of
from listings.content.references import file_references
from listings.editing.set_aside import kept_by
from listings.models import Revision, StepAssignment
from listings.models import Section as SectionRow
from listings.queries.assignments import assignments_of
from listings.states.revision_states import EDITABLE, RevisionState
from listings.writes.clean_input import with_unsent_cells
from studio.findings.finding import WizardFinding, draft_findings, with_disputes
from studio.findings.fix_buttons import FixButtonContext, with_offers
from studio.metrics.draft_metrics import DraftMetrics, draft_metrics
from studio.page_urls import revision_url
from studio.threads.page import ListingThreadsPage, PlaceThreads, threads_by_place
from studio.threads.places import PlacedThread, open_threads
from studio.threads.replies import ThreadReply
from studio.wizard.page.fields.folded_rows import typed_rows
from studio.wizard.page.fields.origin_hints import awaited_hints, default_hints, filled_hints, origin_hints
from tilekit.bundle import Bundle
from tilekit.core.basics import listing_kind
from tilekit.core.field import Json
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument
from tilekit.sections import STEPS, Step
from tilekit.sections.kept import Kept
from tilekit.sections.status import StepStatus
from validation.actions import instant_findings
from validation.instant import last_findings
from validation.models import Run
from validation.queries import InstantResults, effective_instant_results, latest_draft_run, latest_run
from validation.queries.disputes import open_dispute_urls

T = TypeVar("T")


class Wizard(Struct, frozen=True, kw_only=True, dict=True):
    """The data of a wizard page: a revision with its documents, findings and threads, each read on first use.

    typed overrides stored values of a section with those of a form; errors is {path of a refused value: messages}.
    reply is a refused reply to a thread. has_files is false while files cannot be read. runs_checks is false for what
    is shown before the checks have run, with the last findings. open_rows contains the keys of open rows in long lists.
    """

    revision: Revision
    actor: Actor
    typed: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reply: ThreadReply | None = None
    has_files: bool = True
    runs_checks: bool = True
    open_rows: Collection[str] = ()

    def without_files(self) -> "Wizard":
        """A copy without files and with the last findings, for use while the file storage is down."""
        return replace(self, has_files=False)

    def with_typed(self, key: str, values: Mapping[str, Json], errors: Mapping[str, Sequence[str]]) -> "Wizard":
        """A copy with the current stored values, and the typed values of a section."""
        return replace(self, typed={key: values}, errors=errors, open_rows=frozenset(typed_rows(values)))

    @cached_property
    def rows(self) -> Mapping[str, SectionRow]:
        return {row.key: row for row in self.revision.sections.filter(scope="")}

    @cached_property
    def documents(self) -> Mapping[str, SectionDocument]:
        stored = {key: document_of(row) for key, row in self.rows.items()}
        return {**stored, **{key: self._with_stored(stored[key], values) for key, values in self.typed.items()}}

    def _with_stored(self, stored: SectionDocument, values: Mapping[str, Json]) -> SectionDocument:
        """The typed values, plus stored fields and cells that the form did not contain."""
        declared = type(stored)
        typed = with_unsent_cells(declared.repaired(values), stored.values, declared, by=self.actor)
        return declared({**stored.values, **typed})

    @cached_property
    def kind(self) -> ListingKind:
        return listing_kind(basics_of(self.revision.listing), self.documents)

    @cached_property
    def defaults(self) -> Mapping[str, Json]:
        """{path: default of the organisation}."""
        return defaults_of(self.revision.listing.organisation_id)

    def hints(self, key: str) -> Mapping[str, str]:
        """{path: where its value comes from} for fields of a section."""
        values = self.documents[key].values
        return {
            **awaited_hints(self.documents, key),
            **default_hints(self.documents, key, self.defaults),
            **filled_hints(key, values, self.rows[key].filled),
            **origin_hints(self.documents, key),
        }

    @cached_property
    def kept(self) -> Sequence[Kept]:
        """What the draft keeps although it does not count."""
        return kept_by(self.revision, self.documents)

    @cached_property
    def bundle(self) -> Bundle:
        """The bundle of the revision. It has no files while files cannot be read."""
        return bundle_of_revision(self.revision) if self.has_files else bundle_without_files(self.revision)

    @cached_property
    def blobs(self) -> Mapping[str, Blob]:
        """{digest: blob} of all files to which the documents refer."""
        digests = {
            sha256 for key, document in self.documents.items() for sha256 in file_references(key, document.values)
        }
        return blobs_of(digests) if digests else {}

    @cached_property
    def instant(self) -> InstantResults:
        if not (self.has_files and self.runs_checks):
            return effective_instant_results([last_findings(self.revision)], [self.revision])[self.revision.pk]
        return instant_findings(self.revision, now=timezone.now())

    @cached_property
    def run(self) -> Run | None:
        """The latest deep run of a submission; None if the revision was never submitted."""
        return latest_run(self.revision.pk) if self.revision.submission_number else None

    @cached_property
    def draft_run(self) -> Run | None:
        """The latest on-demand run; None if the revision is not a draft."""
        return latest_draft_run(self.revision.pk) if self.is_open else None

    @cached_property
    def findings(self) -> Sequence[WizardFinding]:
        """The findings that partners see, without observed and waived ones."""
        submitted = self.run if self.revision.state == RevisionState.CHANGES_REQUESTED else None
        runs = [submitted, self.draft_run] if self.has_files else []
        findings = draft_findings(self.revision, instant=self.instant, runs=runs, bundle=self.bundle)
        disputes = open_dispute_urls(self.revision.listing, self.actor) if findings else {}
        findings = with_disputes(findings, disputes, may_dispute=self.may_edit)
        return with_offers(findings, FixButtonContext.of(self.revision)) if self.is_editable else findings

    @cached_property
    def is_editable(self) -> bool:
        return self.is_open and self.may_edit

    @cached_property
    def is_open(self) -> bool:
        """Whether the state of the revision allows edits."""
        return RevisionState(self.revision.state) in EDITABLE

    @cached_property
    def may_edit(self) -> bool:
        return self.actor.holds(Role.EDITOR, self.revision.listing.organisation_id)

    @cached_property
    def assignments(self) -> Mapping[str, StepAssignment]:
        """{step key: its assignment} of an open draft."""
        return assignments_of(self.revision) if self.is_open else {}

    @cached_property
    def threads(self) -> Sequence[PlacedThread]:
        """The unresolved threads with their current places, oldest first."""
        return open_threads(self, also=self.reply.thread_id if self.reply else None)

    @property
    def thread_page(self) -> ListingThreadsPage:
        return ListingThreadsPage(listing=self.revision.listing, reply=self.reply, may_apply=self.is_editable)

    @property
    def thread_page_with_places(self) -> ListingThreadsPage:
        return replace(self.thread_page, shows_place=True)

    @cached_property
    def threads_by_place(self) -> Mapping[str, PlaceThreads]:
        return threads_by_place(self.threads, self.thread_page)

    @cached_property
    def steps(self) -> Sequence[Step]:
        """The steps that this kind of listing has."""
        return [step for step in STEPS if step.applies(self.kind)]

    @cached_property
    def metrics(self) -> DraftMetrics:
        """The metrics file with the findings about its rows."""
        return draft_metrics(self.bundle, self.findings)

    def status(self, step: Step) -> StepStatus:
        return self.instant.steps[step.key]

    def url(self, name: str, *more: object) -> str:
        return revision_url(name, self.revision, *more)


def without_files_if_unreadable(make: Callable[[Wizard], T], wizard: Wizard) -> T:
    """The result of make for the wizard or, if files cannot be read now, for the wizard without files."""
    try:
        return make(wizard)
    except FileNotReadable:
        return make(wizard.without_files())
