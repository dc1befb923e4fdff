"""Prepares the page on which leads edit the texts of a team, and reads its form."""

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from listings.display.place_names import place_name
from page_parts.posted_fields import apply_row_button, posted_values
from reviews.guards import may_edit_texts
from reviews.models import TextsKind
from reviews.team_texts import MAX_ITEMS, MAX_LABEL_CHARACTERS, MAX_TEXT_CHARACTERS, TeamText
from tilekit.core.field import Json
from tilekit.sections import SECTIONS

Props = dict[str, object]
ITEMS_FIELD = "items"
_NEW_KEY = "__key__"  # scripts replace it by the key of a new row
NO_ERRORS: Mapping[str, str] = {}


class TypedTexts(Struct, frozen=True, kw_only=True):
    """The content of the form: items in their order. is_button: a button changed rows, so nothing is saved."""

    items: Sequence[TeamText]
    is_button: bool


def edit_links(team: str) -> list[Mapping[str, str]]:
    """The links to the pages on which leads edit the texts of a team."""
    labels = {TextsKind.CHECKLIST: _("Edit checklist"), TextsKind.REPLIES: _("Edit saved replies")}
    return [
        {"href": reverse("reviews:texts-edit", args=[team, kind.value]), "label": label}
        for kind, label in labels.items()
    ]


def edited_teams(actor: Actor) -> list[Mapping[str, str]]:
    """The teams whose texts the actor may edit, with the page of their checklist."""
    return [
        {
            "key": team.value,
            "href": reverse("reviews:texts-edit", args=[team, TextsKind.CHECKLIST.value]),
            "label": str(team.label),
        }
        for team in Team
        if may_edit_texts(actor, team)
    ]


def items_field(kind: TextsKind, items: Sequence[TeamText], errors: Mapping[str, str] = NO_ERRORS) -> Props:
    """Props of the field with all items. errors is {field: reason} of `reviews.team_texts.faults_of`."""
    is_checklist = kind is TextsKind.CHECKLIST
    return {
        "id": ITEMS_FIELD,
        "name": ITEMS_FIELD,
        "label": _("Items") if is_checklist else _("Replies"),
        "kind": "rows",
        "marks_optional": False,
        "readonly": False,
        "errors": [errors[ITEMS_FIELD]] if ITEMS_FIELD in errors else [],
        "placeholder": _("Add an item") if is_checklist else _("Add a reply"),
        "maximum": MAX_ITEMS,
        "columns": list(_fields(kind, TeamText(key=_NEW_KEY, text={}), NO_ERRORS)),
        "rows": [
            {
                "key": item.key,
                "id": f"{ITEMS_FIELD}-{item.key}",
                "title": item.shown_label or item.shown_text,
                "fields": list(_fields(kind, item, errors)),
            }
            for item in items
        ],
    }


def typed_texts(kind: TextsKind, post: QueryDict) -> TypedTexts:
    """What the form contains, after the button of a row if one was pressed."""
    fields = [items_field(kind, ())]
    button = post.get("_rows", "")
    values = apply_row_button(button, posted_values(post, fields), fields=fields)
    rows = values[ITEMS_FIELD]
    items = [_item(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return TypedTexts(items=items, is_button=bool(button))


def error_links(items: Sequence[TeamText], errors: Mapping[str, str]) -> list[Mapping[str, str]]:
    """A link to each faulty field, with the number of its item and the reason."""
    numbers = {item.key: number for number, item in enumerate(items, start=1)}
    links: list[Mapping[str, str]] = []
    for name, reason in errors.items():
        key = name.partition(".")[0]
        text = _("Item {number}: {reason}").format(number=numbers[key], reason=reason) if key in numbers else reason
        links.append({"href": f"#{_control_id(name)}-field", "text": text})
    return links


def _fields(kind: TextsKind, item: TeamText, errors: Mapping[str, str]) -> Iterator[Props]:
    if kind is TextsKind.REPLIES:
        yield from _texts(item, "label", _("Label ({language})"), most=MAX_LABEL_CHARACTERS, lines=1, errors=errors)
    lines = 2 if kind is TextsKind.CHECKLIST else 3
    yield from _texts(item, "text", _("Text ({language})"), most=MAX_TEXT_CHARACTERS[kind], lines=lines, errors=errors)
    if kind is TextsKind.CHECKLIST:
        text = _("Required: without this tick, the team can't approve")
        yield _field(item, "is_required", errors, label=text, kind="flag", value=item.is_required)
    options = [{"value": section.key, "label": place_name(section.key)} for section in SECTIONS]
    label = _("Sections that it is about") if kind is TextsKind.CHECKLIST else _("Suggested in these sections")
    yield _field(item, "sections", errors, label=label, kind="choices", options=options, value=list(item.sections))
    if kind is TextsKind.REPLIES:
        text = _("Codes of checks, one per line. The reply is suggested for their findings.")
        codes = list(item.codes)
        yield _field(item, "codes", errors, label=_("Suggested for checks"), help=text, kind="choices", value=codes)


def _texts(
    item: TeamText, name: str, label: str, *, most: int, lines: int, errors: Mapping[str, str]
) -> Iterator[Props]:
    texts: Mapping[str, str] = getattr(item, name)
    for language, title in settings.LANGUAGES:
        yield _field(
            item,
            f"{name}_{language}",
            errors,
            label=label.format(language=title),
            kind="text",
            lines=lines,
            limit=most,
            value=texts.get(language, ""),
        )


def _field(item: TeamText, name: str, errors: Mapping[str, str], **props: object) -> Props:
    path = f"{item.key}.{name}"
    reasons = [errors[path]] if path in errors else []
    return {
        "id": _control_id(path),
        "name": f"{ITEMS_FIELD}.{path}",
        "readonly": False,
        "marks_optional": False,
        "errors": reasons,
        **props,
    }


def _control_id(path: str) -> str:
    return ITEMS_FIELD if path == ITEMS_FIELD else f"{ITEMS_FIELD}-{path.replace('.', '-')}"


def _item(row: Mapping[str, Json]) -> TeamText:
    return TeamText(
        key=str(row["key"]),
        text=_typed_in(row, "text"),
        label=_typed_in(row, "label"),
        is_required=row.get("is_required") is True,
        sections=_names(row.get("sections")),
        codes=tuple(code.upper() for code in _names(row.get("codes"))),
    )


def _typed_in(row: Mapping[str, Json], name: str) -> dict[str, str]:
    """{language: text} of the languages with a text."""
    texts = {language: str(row.get(f"{name}_{language}") or "").strip() for language, _title in settings.LANGUAGES}
    return {language: text for language, text in texts.items() if text}


def _names(value: Json) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
