"""The requirement matrix of each kind of listing, read from the declarations."""

from datetime import date

from msgspec import Struct

from tilekit.core import kind as kinds
from tilekit.core.basics import Basics
from tilekit.core.field import Field
from tilekit.core.fields import Flag
from tilekit.core.kind import ListingKind, Predicate
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS
from tilekit.sections.initial_values import Vendor, initial_documents

_REASONS: dict[Predicate, str] = {
    kinds.always: N_("Required for every listing"),
    kinds.on_marketplace: N_("Required for paid listings"),
    kinds.is_integration: N_("Required for every integration"),
    kinds.exchanges_data: N_("Required for integrations that exchange data with the platform"),
    kinds.has_agent_check: N_("Required for code that runs in the Agent"),
    kinds.uses_oauth: N_("Required for services that connect through OAuth"),
    kinds.must_be_available: N_("Required because customers must be able to use the product today"),
    kinds.sends_metrics: N_("Required because you send metrics"),
    kinds.sends_logs: N_("Required because you send logs"),
    kinds.sends_service_checks: N_("Required because you send service checks"),
    kinds.is_sold_without_code: N_("Required because buyers must know what happens next"),
}


_EXAMPLE = "acme"  # any name


class Requirement(Struct, frozen=True, kw_only=True):
    """One field that must be filled in before a submission; label and why are message IDs.

    needs_preparation is False for statements to confirm in the wizard and for fields that a new listing already has.
    """

    section: str
    field: str
    label: str
    why: str
    needs_preparation: bool


def requirements(kind: ListingKind) -> tuple[Requirement, ...]:
    """The fields that this kind of listing requires, in the order of the wizard.

    Excludes fields in rows and fields that depend on the value of another field.
    """
    filled_in = initial_documents(
        Basics(name=_EXAMPLE, route=kind.route, offering_type=kind.offering_type),
        Vendor(name=_EXAMPLE, url=_EXAMPLE, id=_EXAMPLE),
        today=date.min,
    )
    return tuple(
        Requirement(
            section=section.key,
            field=field.name,
            label=field.label,
            why=_reason_for(section, field),
            needs_preparation=not filled_in[section.key].get(field.name) and not _is_attested(field),
        )
        for section in SECTIONS
        if section.applies(kind)
        for field in section.fields.values()
        if field.is_required(kind) and not field.when
    )


def _is_attested(field: Field[object]) -> bool:
    return isinstance(field, Flag) and bool(field.attests)


def _reason_for(section: type[SectionDocument], field: Field[object]) -> str:
    """The reason for the field; for a field that is always required, the reason for its section."""
    return _REASONS[section.applies if field.required is kinds.always else field.required]
