"""What a page of the wizard shows of a revision, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from common.actor import Actor, Role
from listings.addresses import control_id
from listings.models import Revision
from listings.models import Section as SectionRow
from listings.states import EDITABLE, State
from reviews.queries import visible_threads
from studio.fields import Drawing, Props, by_path
from studio.places import revision_url, step_url, url_of_place
from tilekit.core.basics import Basics, kind_of
from tilekit.core.kind import ListingKind
from tilekit.core.section import Section
from tilekit.sections import STEPS, Step, section_of
from tilekit.sections.files import section_of_place
from tilekit.sections.status import StepStatus, step_status
from validation.queries import FindingView, instant_findings


@dataclass(frozen=True, kw_only=True)
class Wizard:
    """A revision with its documents, findings and threads; each is read on first use, once."""

    revision: Revision
    actor: Actor

    @cached_property
    def rows(self) -> Mapping[str, SectionRow]:
        return {row.key: row for row in self.revision.sections.filter(scope="")}

    @cached_property
    def documents(self) -> Mapping[str, Section]:
        return {key: section_of(key).read(row.document, row.schema) for key, row in self.rows.items()}

    @cached_property
    def kind(self) -> ListingKind:
        listing = self.revision.listing
        return kind_of(Basics(route=listing.route, offering_type=listing.offering_type), self.documents)

    @cached_property
    def findings(self) -> Sequence[FindingView]:
        return instant_findings(self.revision)

    @cached_property
    def is_editable(self) -> bool:
        is_open = State(self.revision.state) in EDITABLE
        return is_open and self.actor.holds(Role.EDITOR, self.revision.listing.organisation_id)

    @cached_property
    def comments(self) -> Mapping[str, tuple[int, str]]:
        """Open threads by the field that they point at: their number and where they are read."""
        home = self.revision.listing.get_absolute_url()
        threads = visible_threads(self.actor, self.revision.listing_id).exclude(state="resolved").filter(revision=self.revision)
        grouped = by_path(list(threads), lambda thread: thread.path)  # type: ignore[attr-defined]  # threads
        return {path: (len(found), f"{home}#thread-{found[0].pk}") for path, found in grouped.items() if path}  # type: ignore[attr-defined]

    def steps(self) -> list[Step]:
        """The steps that this kind of listing has."""
        return [step for step in STEPS if step.applies(self.kind)]

    def drawn(self, key: str) -> list[Props]:
        """The fields of a section as component props."""
        drawing = Drawing(
            revision=self.revision,
            kind=self.kind,
            is_readonly=not self.is_editable,
            findings=by_path(self.findings, lambda finding: finding.path),  # type: ignore[attr-defined]  # findings
            comments=self.comments,
        )
        return drawing.section(self.documents[key])

    def status(self, step: Step) -> StepStatus:
        return step_status(step, self.documents, self.kind, findings=self.findings)

    def findings_without_field(self, key: str) -> list[FindingView]:
        """Findings of the section that no drawn field shows: about a file's inside, or about the whole."""
        drawn = {str(each["id"]) for each in self.drawn(key)}
        mine = [each for each in self.findings if section_of_place(each.path, each.file) == key]
        return [each for each in mine if not each.path or not _is_shown(each.path, drawn)]

    def tasks(self, current: str) -> list[dict[str, object]]:
        """The task list: one entry per step."""
        return [self._task(step, current) for step in STEPS]

    def _task(self, step: Step, current: str) -> dict[str, object]:
        status = self.status(step)
        return {
            "href": step_url(self.revision, step.key),
            "label": step.title,
            "state": status.state,
            "count": status.blockers + len(status.missing) or status.warnings or "",
            "count_tone": "bad" if status.blockers or status.missing else "warn",
            "note": "",
            "is_current": step.key == current,
        }

    def next_problem(self) -> str:
        """Where the first blocker or missing field is; "" where there is none."""
        for step in self.steps():
            missing = self.status(step).missing
            if missing:
                return url_of_place(self.revision, missing[0])
        blockers = [each for each in self.findings if each.severity == "blocker"]
        return url_of_place(self.revision, blockers[0].path, blockers[0].file) if blockers else ""

    def url(self, name: str, *more: object) -> str:
        return revision_url(name, self.revision, *more)


def _is_shown(path: str, drawn: set[str]) -> bool:
    return control_id(path.partition("[")[0]) in drawn
