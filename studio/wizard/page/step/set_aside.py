"""The lines of a step about what it keeps although it does not count, with the buttons *Bring back* and *Remove*."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from msgspec import Struct

from common.lists import joined_with_and
from listings.content.bundles import values_by_section
from listings.content.references import value_at_path
from listings.display.place_names import place_name, translate_message
from listings.display.values import display_text
from studio.wizard.page.wizard import Wizard
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.kind import OFFERING_NAMES, on_marketplace
from tilekit.sections import Step
from tilekit.sections.applicability import SetAside
from tilekit.sections.kept import Kept


class KeptLine(Struct, frozen=True, kw_only=True):
    """A line: what is kept, why it does not count, and what *Bring back* changes ("" if it cannot be brought back)."""

    path: str
    what: str
    why: str
    change: str


def set_aside_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """The template context with the lines of a step."""
    keys = {section.key for section in step.sections}
    lines = [_line(wizard, kept) for kept in wizard.kept if kept.section in keys]
    return {"kept_lines": lines, "set_aside_url": wizard.url("set-aside"), "step_key": step.key}


def _line(wizard: Wizard, kept: Kept) -> KeptLine:
    documents = values_by_section(wizard.documents)
    changed = [_change(path, value) for path, value in kept.changes.items()]
    row = place_name(kept.path.rpartition(".")[0], documents=documents) if "[" in kept.path else ""
    words = joined_with_and([_what(entry) for entry in kept.entered])
    return KeptLine(
        path=kept.path,
        what=_("{row}: {values}").format(row=row, values=words) if row else words,
        why=_why(wizard, kept),
        change=joined_with_and(changed),
    )


def _what(value: SetAside) -> str:
    """The label of a kept value, with the name of its file or the number of its rows."""
    label, reference = translate_message(value.own_field().label), FileRef.from_json(value.value)
    if reference:
        return _("{label} ({detail})").format(label=label, detail=reference.name.rpartition("/")[2])
    if isinstance(value.value, list):
        return _("{label} ({detail})").format(label=label, detail=len(value.value))
    return label


def _change(path: str, value: Json) -> str:
    """What *Bring back* changes: a choice and its new value."""
    words = display_text(path, value)
    return _("“{label}” to “{value}”").format(label=_label(path), value=words)


def _why(wizard: Wizard, kept: Kept) -> str:
    """The reason why the values do not count."""
    for path in kept.changes:
        now = value_at_path(path, values_by_section(wizard.documents))
        if not now:
            return _("This isn't part of the listing while “{label}” is empty.").format(label=_label(path))
        return _("This isn't part of the listing while “{label}” is “{value}”.").format(
            label=_label(path), value=display_text(path, now)
        )
    if not on_marketplace(wizard.kind) and kept.section in _SOLD:
        return _("This isn't part of the listing, because the listing is free.")
    offering: Mapping[str, str] = OFFERING_NAMES
    name = translate_message(offering.get(wizard.kind.offering_type, wizard.kind.offering_type))
    return _("This isn't part of the listing, because the offering type is “{type}”.").format(type=name)


def _label(path: str) -> str:
    return place_name(path).rpartition(" › ")[2]


_SOLD = ("pricing", "legal")
