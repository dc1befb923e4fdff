"""MD-046: the lists of tag names in the column sample_tags."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, matching_cells, metrics_check
from tilekit.core.messages import N_

SAMPLE_TAGS, MAX_TAG_NAME = "sample_tags", 200
_SEPARATORS = re.compile(r"[,;|]")  # only the comma is right
_TAG_NAME = re.compile(rf"[a-z][^\s,;|]{{0,{MAX_TAG_NAME - 1}}}")
_LINE_BREAK = N_("The list of tags contains a line break. Separate the tag names with commas only.")
_EXTRA_COMMA = N_("The list of tags contains an extra comma. Remove it.")
_CAPITALS = N_("The tag name {tag} contains capital letters. Use lower case only.")
_REPEATED = N_("The tag name {tag} is listed twice. Remove one.")
_SEPARATOR = N_("The tag names {tag} are not separated by commas. Use commas between them.")
_BLANK = N_("The tag name {tag} contains a space. Separate tag names with commas.")
_START = N_("The tag name {tag} does not start with a letter. Correct it.")
_TOO_LONG = N_("The tag name {tag} is too long. Use at most 200 characters.")
MANY_TAG_FAULTS = {
    _LINE_BREAK: N_("{n} lists of tags contain a line break, first on line {line}. Use only commas between tag names."),
    _EXTRA_COMMA: N_("{n} lists of tags contain an extra comma, first on line {line}. Remove it from each."),
    _CAPITALS: N_(
        "The tag name {tag} contains capital letters ({n} lines, first on line {line}). Use lower case only."
    ),
    _REPEATED: N_("The tag name {tag} is listed twice ({n} lines, first on line {line}). Remove one."),
    _SEPARATOR: N_(
        "The tag names {tag} are not separated by commas ({n} lines, first on line {line}). Use commas between them."
    ),
    _BLANK: N_(
        "The tag name {tag} contains a space ({n} lines, first on line {line}). Separate tag names with commas."
    ),
    _START: N_("The tag name {tag} does not start with a letter ({n} lines, first on line {line}). Correct it."),
    _TOO_LONG: N_("The tag name {tag} is too long ({n} lines, first on line {line}). Use at most 200 characters."),
}


class TagFault(Struct, frozen=True, kw_only=True):
    """What is wrong with a list of tags, and the tag name concerned."""

    message: str
    tag: str = ""


def are_tags(parts: list[str]) -> bool:
    """Whether these are valid tag keys, apart from spaces around them: in lower case, each once."""
    keys = [part.strip(" ") for part in parts]
    return len(set(keys)) == len(keys) and all(key == key.lower() and _TAG_NAME.fullmatch(key) for key in keys)


def tag_fault(value: str) -> TagFault:
    """The first fault of a list that is not valid (`are_tags`)."""
    if "\n" in value or "\r" in value:
        return TagFault(message=_LINE_BREAK)
    keys = [part.strip(" ") for part in value.split(",")]
    if "" in keys:
        return TagFault(message=_EXTRA_COMMA)
    faults = (_fault_of(key, is_repeated=key in keys[:at]) for at, key in enumerate(keys))
    return next(fault for fault in faults if fault)


def _fault_of(key: str, *, is_repeated: bool) -> TagFault | None:
    """The fault of one tag name; None if it has none."""
    if is_repeated:
        return TagFault(message=_REPEATED, tag=key)
    if _SEPARATORS.search(key):
        return TagFault(message=_SEPARATOR, tag=key)
    if key != key.lower():
        return TagFault(message=_CAPITALS, tag=key)
    if any(map(str.isspace, key)):
        return TagFault(message=_BLANK, tag=key)
    if not "a" <= key[0] <= "z":
        return TagFault(message=_START, tag=key)
    return TagFault(message=_TOO_LONG, tag=key) if len(key) > MAX_TAG_NAME else None


@metrics_check(
    "MD-046",
    Severity.WARNING,
    N_("{tag} is not a valid tag name. Use lower-case letters, digits and underscores."),
    name=N_("Invalid tag name in sample_tags"),
    folded=N_("{tag} is not a valid tag name ({n} lines, first on line {line}). Use lower-case letters and digits."),
    folded_variants=MANY_TAG_FAULTS,
    fix_title=N_("Correct the tag names"),
    fix=FixClass.SUGGESTED,
    applies_to="sample_tags",
    expected=N_(
        "Empty, or different tag keys separated by commas, each with 1 to 200 characters, in lower case and "
        "starting with a letter"
    ),
    bad="Queue Name",
    good="queue,region",
)
def has_tag_names(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """A sample_tags cell is empty or lists tag keys, each once and in lower case."""
    for row, value, _ in matching_cells(metrics, SAMPLE_TAGS, lambda text: text and not are_tags(text.split(","))):
        parts = dict.fromkeys(part.strip().lower() for part in _SEPARATORS.split(value) if part.strip())
        fault = tag_fault(value)
        yield RawMetricsFinding(
            row=row,
            column=SAMPLE_TAGS,
            value=value,
            message=fault.message,
            parameters={"tag": fault.tag},
            cells={SAMPLE_TAGS: ",".join(parts)} if are_tags(list(parts)) or not parts else None,
        )
