"""Prepares who a step is assigned to, and the form that assigns it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from listings.models import StepAssignment
from listings.queries.assignments import assignable_members
from page_parts.times import format_time
from studio.wizard.page.wizard import Wizard
from tilekit.sections import Step


class AssignmentForm(Struct, frozen=True, kw_only=True):
    """The form below the task list. text says by whom and when the step was assigned; "" if nobody has it."""

    url: str
    title: str
    text: str
    field: Mapping[str, object]


def assignment_notes(wizard: Wizard) -> Mapping[str, str]:
    """{step key: a note for the task list}. At most one query, and none if no step is assigned."""
    rows = wizard.assignments
    names = names_of(row.person for row in rows.values()) if rows else {}
    return {step: _("Assigned to {name}").format(name=names[row.person]) for step, row in rows.items()}


def assignment_form(wizard: Wizard, step: Step) -> AssignmentForm | None:
    """The form of the step; None if the reader can't edit the draft, or nobody else can."""
    if not wizard.is_editable:
        return None
    assignment = wizard.assignments.get(step.key)
    people = [(row.person.pk, row.person.get_full_name()) for row in assignable_members(wizard.revision)]
    if len(people) == 1 and not assignment:
        return None
    name = next((name for pk, name in people if assignment and pk == assignment.person), "")
    return AssignmentForm(
        url=wizard.url("step-assign", step.key),
        title=_("Assigned to {name}").format(name=name) if name else _("Assign this step"),
        text=_text(assignment) if assignment else "",
        field={
            "id": "assign-person",
            "name": "person",
            "label": _("Colleague"),
            "kind": "choice",
            "variant": "select",
            "required": True,
            "options": [{"value": str(pk), "label": name} for pk, name in people],
            "value": str(assignment.person) if assignment else "",
        },
    )


def _text(assignment: StepAssignment) -> str:
    by = names_of([assignment.assigned_by]).get(assignment.assigned_by) if assignment.assigned_by else ""
    return _("Assigned by {name}, {at}").format(name=by or "Slipway", at=format_time(assignment.assigned_at))
