"""What a kind of listing requires: the requirement matrix, read from the declarations."""

from msgspec import Struct

from tilekit.core import kind as kinds
from tilekit.core.field import Field
from tilekit.core.kind import ListingKind, Predicate
from tilekit.core.messages import N_
from tilekit.core.section import Section
from tilekit.sections import SECTIONS

_WHY: dict[Predicate, str] = {
    kinds.always: N_("Every listing needs it."),
    kinds.on_marketplace: N_("Paid listings need it."),
    kinds.is_integration: N_("Every integration needs it."),
    kinds.exchanges_data: N_("Integrations exchange data with the platform."),
    kinds.has_agent_check: N_("Code that runs in the Agent needs it."),
    kinds.uses_oauth: N_("Services that call the API connect through OAuth."),
    kinds.wants_exception: N_("You ask to do without OAuth."),
    kinds.must_be_available: N_("Only products that customers can use today are listed."),
    kinds.sends_metrics: N_("You send metrics."),
    kinds.sends_logs: N_("You send logs."),
    kinds.sends_service_checks: N_("You send service checks."),
    kinds.is_sold_without_code: N_("Buyers must know what happens next."),
}


class Requirement(Struct, frozen=True, kw_only=True):
    """One field that must be filled at submission; label and why are message ids."""

    section: str
    field: str
    label: str
    why: str


def requirements(kind: ListingKind) -> tuple[Requirement, ...]:
    """The fields that this kind of listing requires, in the order of the wizard.

    Fields that depend on another field's value and those inside rows are asked for where they come up.
    """
    return tuple(
        Requirement(section=section.key, field=field.name, label=field.label, why=_why(section, field))
        for section in SECTIONS
        if section.applies(kind)
        for field in section.fields.values()
        if field.is_required(kind) and not (field.when or field.required_when)
    )


def _why(section: type[Section], field: Field[object]) -> str:
    """A field that its section always requires is there because the section is."""
    return _WHY[section.applies if field.required is kinds.always else field.required]
