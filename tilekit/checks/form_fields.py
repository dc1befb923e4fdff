"""The checks that follow from the declaration of a field: required, length, form, options, count, shape.

If a field's `checked_by` names a check for one of these, only that check reports it.
"""

import json
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.parsed_files import MANIFEST, listing_fields, require_manifest
from tilekit.checks.registry import check
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, UploadField
from tilekit.core.fields import Flag, Number, TextField, Url
from tilekit.core.formats import MAX_EMAIL, MAX_EMAIL_LOCAL_PART, is_email_too_long, is_url
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import file_size
from tilekit.sections.places import FieldPlace

_MAX_SHOWN_TEXT = 80

_MESSAGES_BY_KIND = {
    "upload": N_("“{label}” has no file yet. Upload one before you submit."),
    "rows": N_("“{label}” has no entry yet. Add one before you submit."),
    "choice": N_("No option is chosen for “{label}”. Choose one before you submit."),
    "yes_no": N_("“{label}” is not answered. Choose an answer before you submit."),
}
_MALFORMED = {
    "email": N_("“{value}” is not a valid e-mail address. Enter one address, for example {example}."),
    "url": N_("“{value}” is not a valid web address for “{label}”. Enter the complete address, for example {example}."),
    "slug": N_("“{label}” can contain only lower-case letters, digits and hyphens, for example {example}."),
    "date": N_("“{value}” is not a valid date. Enter the year, month and day, for example {example}."),
    "money": N_(
        "“{value}” is not a valid price. Enter an amount in dollars with at most two decimals, for example {example}."
    ),
    "number": N_("{value} is outside the allowed range for “{label}”. Enter a number such as {example}."),
}
_NOT_HTTPS = N_("“{value}” does not start with https://. Enter the https address for “{label}”, for example {example}.")
_LONG_ADDRESS = N_("The e-mail address is too long. It can have at most {most} characters, and {before} before the @.")
_ADDRESS_LIMITS = {"most": MAX_EMAIL, "before": MAX_EMAIL_LOCAL_PART}
EMPTY_FIELD = N_("“{label}” is empty. Fill it in before you submit.")


@check(
    code="FD-001",
    name=N_("Empty required field"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=EMPTY_FIELD,
    applies_to=N_("required field"),
    expected=N_("Filled in"),
    bad="Maintainer e-mail:",
    good="Maintainer e-mail: integrations@acme.example",
)
def fills_in_required_fields(bundle: Bundle, _context: Context) -> Iterable[RawFinding]:
    """The required fields for this kind of listing are filled in; rows have required fields of their own. Not checked
    if the manifest is broken.
    """
    if MANIFEST in bundle.files:
        require_manifest(bundle)
    for place in _uncovered_places(bundle, "required"):
        if place.field.is_missing(place.values, bundle.kind):
            text = place.field.task if isinstance(place.field, Flag) else _MESSAGES_BY_KIND.get(place.field.kind, "")
            yield _field_finding(place, message=text)


@check(
    code="FD-002",
    name=N_("Text or file too large"),
    severity=Severity.WARNING,
    message=N_("“{label}” has {n} characters; the limit is {limit}. Shorten it."),
    applies_to=N_("text or file"),
    expected=N_("Within the limit shown next to the field"),
    bad="an overview of 9,000 characters",
    good="an overview of 1,200 characters",
)
def keeps_within_lengths(bundle: Bundle, _context: Context) -> Iterable[RawFinding]:
    """Texts and files are within their size limits."""
    for place in _uncovered_places(bundle, "length"):
        if isinstance(place.field, TextField):
            yield from _text_length(place, place.field)
        if isinstance(place.field, Choices) and place.field.item_max_length:
            yield from _item_lengths(place, place.field.value_of(place.stored), place.field.item_max_length)
        if isinstance(place.field, UploadField):
            yield from _file_size(place, place.field)


@check(
    code="FD-003",
    name=N_("Wrong format of a value"),
    severity=Severity.BLOCKER,
    fix=FixClass.SAFE,
    message=N_("“{value}” is not in the right format for “{label}”. Enter a value such as {example}."),
    applies_to=N_("value of a field"),
    expected=N_("In the same format as the field's example"),
    bad="Release date: 2 March 2026",
    good="Release date: 2026-03-02",
)
def has_required_form(bundle: Bundle, _context: Context) -> Iterable[RawFinding]:
    """Addresses, dates, prices, versions and names have the form that their field requires."""
    for place in _uncovered_places(bundle, "pattern"):
        for value in _malformed_values(place):
            is_long_address = place.field.kind == "email" and is_email_too_long(value)
            text = _LONG_ADDRESS if is_long_address else _malformed_message(place, value)
            values = {"value": _excerpt(value), "example": Message(place.field.example)}
            limits = _ADDRESS_LIMITS if is_long_address else {}
            raw_finding = _field_finding(place, value, message=text, **values, **limits)
            yield replace(raw_finding, fix=_fix_completing_form(place, value))


@check(
    code="FD-004",
    name=N_("Value not among the options"),
    severity=Severity.BLOCKER,
    message=N_("“{value}” is not an option for “{label}”. Choose one from the list."),
    applies_to=N_("field with options"),
    expected=N_("One of the options"),
    bad="Check type: Ruby check",
    good="Check type: Python check",
)
def uses_offered_options(bundle: Bundle, _context: Context) -> Iterable[RawFinding]:
    """The values of a field with options are among its options."""
    for place in _uncovered_places(bundle, "choice"):
        for value in _unknown_options(place):
            yield _field_finding(place, value, value=_excerpt(value))


@check(
    code="FD-005",
    name=N_("Too many or too few entries"),
    severity=Severity.WARNING,
    message=N_("“{label}” has {n} entries; the limit is {limit}. Remove some."),
    applies_to=N_("list"),
    expected=N_("A number of entries that the field allows"),
    bad="12 resources",
    good="3 resources",
)
def keeps_within_counts(bundle: Bundle, _context: Context) -> Iterable[RawFinding]:
    """Lists are within their limits of entries."""
    for place in _uncovered_places(bundle, "count"):
        field = place.field
        if not isinstance(field, Rows | Choices) or field.is_empty(place.stored):
            continue
        n = len(field.value_of(place.stored))
        if field.max_items is not None and n > field.max_items:
            yield _field_finding(place, n, n=n, limit=field.max_items)
        elif n < field.min_items:
            text = N_("“{label}” has {n} entries; the minimum is {limit}. Add more.")
            yield _field_finding(place, n, message=text, n=n, limit=field.min_items)


@check(
    code="FD-006",
    name=N_("Value that does not fit its field"),
    severity=Severity.BLOCKER,
    message=N_("“{value}” is not a valid value for “{label}”. Enter another one, for example {example}."),
    applies_to=N_("stored value"),
    expected=N_("A value of the type that the field expects"),
    bad='"title": ["Acme", "Queue"]',
    good='"title": "Acme Queue"',
)
def fits_field(bundle: Bundle, _context: Context) -> Iterable[RawFinding]:
    """Values that were stored although they don't fit their field must be entered again."""
    for place in _split_by_type(bundle)[1]:
        if "fit" not in place.field.checked_by:
            value = str(place.stored)  # waivers depend on it
            shown = place.stored if isinstance(place.stored, str) else json.dumps(place.stored, ensure_ascii=False)
            yield _field_finding(place, value, value=_excerpt(shown), example=Message(place.field.example))


def _uncovered_places(bundle: Bundle, aspect: str) -> Iterator[FieldPlace]:
    """The places whose aspect no other check covers, without those that FD-006 reports."""
    return (place for place in _split_by_type(bundle)[0] if aspect not in place.field.checked_by)


@once_per_bundle
def _split_by_type(bundle: Bundle) -> tuple[tuple[FieldPlace, ...], tuple[FieldPlace, ...]]:
    """The places whose values fit their fields, and the others; computed once per bundle."""
    fitting, others = list[FieldPlace](), list[FieldPlace]()
    for place in listing_fields(bundle):
        (fitting if place.field.fits(place.stored) else others).append(place)
    return tuple(fitting), tuple(others)


def _text_length(place: FieldPlace, field: TextField) -> Iterator[RawFinding]:
    n = len(field.value_of(place.stored))
    if field.max_length is not None and n > field.max_length:
        yield _field_finding(place, n, n=n, limit=field.max_length)
    elif n < field.min_length and not field.is_empty(place.stored):
        text = N_("“{label}” has {n} characters. Write at least {limit} to give readers enough detail.")
        yield replace(_field_finding(place, n, message=text, n=n, limit=field.min_length), severity=Severity.ADVICE)


def _item_lengths(place: FieldPlace, items: list[str], limit: int) -> Iterator[RawFinding]:
    for item in items:
        if len(item) > limit:
            text = N_("“{value}” in “{label}” has {n} characters; the limit is {limit}. Shorten it.")
            yield _field_finding(place, item, message=text, value=_excerpt(item), n=len(item), limit=limit)


def _file_size(place: FieldPlace, field: UploadField) -> Iterator[RawFinding]:
    reference = field.value_of(place.stored)
    if reference and reference.size > field.max_bytes:
        text = N_("The file for “{label}” is {size}; the limit is {limit}. Upload a smaller one.")
        sizes = {"size": file_size(reference.size), "limit": file_size(field.max_bytes)}
        yield replace(_field_finding(place, reference.sha256, message=text, **sizes), severity=Severity.BLOCKER)


def _malformed_values(place: FieldPlace) -> Iterator[str]:
    field, stored = place.field, place.stored
    if isinstance(field, TextField) and not field.is_empty(stored):
        text = field.value_of(stored)
        if not field.is_well_formed(text):
            yield text
    if isinstance(field, Choices) and field.pattern:
        yield from (item for item in field.value_of(stored) if not field.is_well_formed(item))
    if isinstance(field, Number):
        number = field.value_of(stored)
        if number is not None and not field.is_in_range(number):
            yield str(number)


def _malformed_message(place: FieldPlace, value: str) -> str:
    is_complete = isinstance(place.field, Url) and place.field.https and is_url(value, ("http",))
    return _NOT_HTTPS if is_complete else _MALFORMED.get(place.field.kind, "")


def _fix_completing_form(place: FieldPlace, value: str) -> Fix | None:
    """The fix that enters the only value that a text such as 7.52 can mean."""
    meant = place.field.certain_form(value) if isinstance(place.field, TextField) else ""
    title = Message(N_("Change it to {suggestion}"), {"suggestion": _excerpt(meant)})
    return Fix(title=title, values={place.path: meant}) if meant else None


def _unknown_options(place: FieldPlace) -> Iterator[str]:
    field, stored = place.field, place.stored
    if isinstance(field, ChoiceField) and not field.is_empty(stored) and stored not in field.option_values:
        yield field.value_of(stored)
    if isinstance(field, Choices) and not field.is_open:
        yield from (item for item in field.value_of(stored) if item not in field.option_values)


def _field_finding(place: FieldPlace, subject: object = "", *, message: str = "", **parameters: object) -> RawFinding:
    """The raw finding at a field. subject is the offending value, which distinguishes it from
    others at the same place.
    """
    raw_finding = finding(path=place.path, value=subject, message=message, label=Message(place.field.label))
    return replace(raw_finding, parameters={**raw_finding.parameters, **parameters})


def _excerpt(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_TEXT else text[: _MAX_SHOWN_TEXT - 1] + "…"
