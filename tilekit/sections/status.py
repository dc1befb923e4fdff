"""The status of a wizard step, computed from documents and findings, never stored."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument
from tilekit.sections.files import section_of_place
from tilekit.sections.places import FieldPlace, fields_of_kind
from tilekit.sections.steps import Step


class StepState(StrEnum):
    """The state of a step. READY: all required fields are filled in and there are no blockers; warnings are allowed."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    NEEDS_ATTENTION = "needs_attention"
    READY = "ready"
    NOT_APPLICABLE = "not_applicable"


class LocatedFinding(Protocol):
    """The attributes of a finding that the status needs, for new and for stored findings."""

    @property
    def path(self) -> str:
        """The path of the field, "" if there is none."""

    @property
    def file(self) -> str:
        """The path of the file, "" if there is none."""

    @property
    def severity(self) -> str:
        """One of blocker, warning, advice."""


class StepStatus(Struct, frozen=True, kw_only=True):
    """The status of a step. missing contains the paths of empty required fields; blockers about them are not counted
    again.
    """

    state: StepState
    missing: tuple[str, ...] = ()
    blockers: int = 0
    warnings: int = 0
    advice: int = 0


def step_status(
    step: Step, documents: Mapping[str, SectionDocument], kind: ListingKind, *, findings: Iterable[LocatedFinding]
) -> StepStatus:
    """The status of a step. documents are by section key; a missing one counts as empty."""
    if not step.applies(kind):
        return StepStatus(state=StepState.NOT_APPLICABLE)
    field_places = list(
        fields_of_kind({section.key: documents.get(section.key) or section() for section in step.sections}, kind)
    )
    missing = tuple(place.path for place in field_places if place.field.is_missing(place.values, kind))
    keys = {section.key for section in step.sections}
    counts = Counter(
        str(finding.severity)
        for finding in findings
        if finding.path not in missing and section_of_place(finding.path, finding.file) in keys
    )
    return StepStatus(
        state=_state(field_places, missing, blockers=counts["blocker"]),
        missing=missing,
        blockers=counts["blocker"],
        warnings=counts["warning"],
        advice=counts["advice"],
    )


def _state(field_places: list[FieldPlace], missing: tuple[str, ...], *, blockers: int) -> StepState:
    if blockers:
        return StepState.NEEDS_ATTENTION
    if not missing:
        return StepState.READY
    return StepState.IN_PROGRESS if any(_is_entered(place) for place in field_places) else StepState.NOT_STARTED


def _is_entered(place: FieldPlace) -> bool:
    """Whether a person entered a value. Defaults and values from the portal or staff do not count."""
    field = place.field
    is_ours = field.read_only or field.staff_only or place.stored == field.default
    return not is_ours and not field.is_empty(place.stored)
