"""Checks that JSON and YAML files can be read and contain no key twice."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.fixes import text_edit
from tilekit.checks.listing.encoding import FILE_TOO_LARGE
from tilekit.checks.parsed_files import (
    JSON_SUFFIX,
    YAML_SUFFIXES,
    is_unpublished,
    json_files,
    json_of,
    text_files,
    yaml_files,
    yaml_of,
)
from tilekit.checks.registry import check
from tilekit.checks.yaml_edits import without_earlier
from tilekit.core.messages import N_, Message
from tilekit.parse.json import JsonFile, escaped, pointer_parts
from tilekit.parse.json_faults import NumberTooLarge
from tilekit.parse.limits import FileTooLarge
from tilekit.parse.positions import TooDeeplyNested, Unparsable, UnsupportedSyntax
from tilekit.parse.text import past_white

T = TypeVar("T")
_TOO_DEEP = N_("This file is nested too deeply (line {line}): {amount} levels; the limit is {limit}. Use fewer levels.")
_TOO_DEEP_YAML = N_("This file is nested more than {limit} levels deep (line {line}). Use fewer levels.")
_UNSUPPORTED_YAML = N_("This file uses YAML that is not allowed (line {line}): {reason}.")
_NUMBER_TOO_LARGE = N_("The number on line {line} is too large. Use a smaller number.")


@check(
    code="GEN-001",
    name=N_("Invalid JSON"),
    severity=Severity.BLOCKER,
    parses=True,
    message=N_("This file is not valid JSON (line {line}): {reason}. Correct it or upload the file again."),
    applies_to=N_("all *.json files"),
    expected=N_("The file is valid JSON without NaN or Infinity, nested at most 100 levels deep"),
    bad='{"title": "Acme" "id": 1}',
    good='{"title": "Acme", "id": 1}',
)
def is_valid_json(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """JSON files parse, without NaN and with at most 100 levels of nesting. For files that are not published, this is
    advice.
    """
    for path, _ in text_files(bundle, JSON_SUFFIX):
        try:
            json_of(bundle, path)
        except TooDeeplyNested as fault:
            yield _syntax_finding(path, fault, message=_TOO_DEEP)
        except NumberTooLarge as fault:
            yield _syntax_finding(path, fault, message=_NUMBER_TOO_LARGE)
        except Unparsable as fault:
            yield _syntax_finding(path, fault)


@check(
    code="GEN-002",
    name=N_("Invalid YAML"),
    severity=Severity.BLOCKER,
    parses=True,
    message=N_("This file is not valid YAML (line {line}): {reason}. Correct it."),
    applies_to=N_("all *.yaml files"),
    expected=N_("The file is valid YAML without custom tags, anchors or aliases, nested at most 64 levels deep"),
    bad="name: &a Acme",
    good="name: Acme",
)
def is_valid_yaml(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """YAML files parse safely: no custom tags, anchors or aliases, and at most 64 levels of nesting.

    In files that are not published, this is advice, and anchors and several documents are allowed.
    """
    for path, _ in text_files(bundle, YAML_SUFFIXES):
        try:
            yaml_of(bundle, path)
        except UnsupportedSyntax as fault:
            if not is_unpublished(path):
                is_deep = isinstance(fault, TooDeeplyNested)
                yield _syntax_finding(path, fault, message=_TOO_DEEP_YAML if is_deep else _UNSUPPORTED_YAML)
        except Unparsable as fault:
            yield _syntax_finding(path, fault)


@check(
    code="GEN-012",
    name=N_("Repeated key in a file"),
    severity=Severity.WARNING,
    fix=FixClass.SUGGESTED,
    message=N_("{key} appears more than once, so only the last one is used. Keep one."),
    applies_to=N_("all *.json and *.yaml files"),
    expected=N_("No duplicate keys in an object"),
    bad='"title" twice in one object',
    good='"title" once',
)
def has_keys_once(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No key is repeated in an object. In YAML, this is only a warning, because live listings have such keys."""
    for path, document in json_files(bundle):
        if document.has_repeats:
            yield from _repeated_keys(path, document)
    for path, parsed in yaml_files(bundle):
        earlier = without_earlier(bundle, path) if parsed.duplicates else {}
        for duplicate in _first_of_each(parsed.duplicates, key=lambda duplicate: duplicate.pointer):
            place = duplicate.position
            yield finding(
                file=path,
                pointer=duplicate.pointer,
                line=place.line,
                column=place.column,
                value=duplicate.pointer,
                key=duplicate.key,
                fix=_fix_keeping_last(earlier[duplicate.pointer]) if duplicate.pointer in earlier else None,
            )


def _fix_keeping_last(edits: Iterable[Edit]) -> Fix:
    return Fix(title=Message(N_("Keep the last one")), edits=tuple(edits))


def _syntax_finding(path: str, fault: Unparsable, *, message: str = "") -> RawFinding:
    place, severity = fault.position, Severity.ADVICE if is_unpublished(path) else None
    return RawFinding(
        file=path,
        line=place.line,
        column=place.column,
        message=FILE_TOO_LARGE if isinstance(fault, FileTooLarge) else message,
        severity=severity,
        parameters={"reason": fault.reason, **fault.reason.parameters},
    )


def _first_of_each(duplicates: Iterable[T], *, key: Callable[[T], str]) -> Iterable[T]:
    """The first item with each key. A repeated key is reported once, because its fix removes all but the last."""
    first_by_key: dict[str, T] = {}
    for item in duplicates:
        first_by_key.setdefault(key(item), item)
    return first_by_key.values()


def _repeated_keys(path: str, document: JsonFile) -> Iterator[RawFinding]:
    for pointer, place in _first_of_each(document.duplicates, key=lambda duplicate: duplicate[0]):
        key = pointer_parts(pointer)[-1]
        yield finding(
            file=path,
            pointer=pointer,
            line=place.line,
            column=place.column,
            value=pointer,
            key=key,
            fix=_fix_keeping_last(_earlier_members(path, document, pointer)),
        )


def _earlier_members(path: str, document: JsonFile, pointer: str) -> Iterator[Edit]:
    """Edits that remove all but the last member with a key, each up to the start of the next member."""
    text = document.source.text
    holder, _, key = pointer.rpartition("/")
    members = [span for name, span in document.places.members(holder) if escaped(name) == key]
    for start, end in members[:-1]:
        after = past_white(text, text.index(",", end) + 1)
        yield text_edit(path, document.source, (start, after), new="")
