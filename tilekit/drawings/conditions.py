"""The condition of a monitor, as the readers of its query return it."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.queries.monitors import Comparison

# A calculation whose parts are aggregated over the window first.
RESULT = N_("the result of `{expression}` over {window}")
ALL_TAGS = Message(N_("combination of tags"))
# Operator -> a sentence without groups, and one with groups.
_SENTENCES: Mapping[str, tuple[str, str]] = {
    ">": (
        N_("Alerts when {measure} is above {threshold}."),
        N_("Alerts when {measure} is above {threshold}, for each {groups}."),
    ),
    ">=": (
        N_("Alerts when {measure} is at or above {threshold}."),
        N_("Alerts when {measure} is at or above {threshold}, for each {groups}."),
    ),
    "<": (
        N_("Alerts when {measure} is below {threshold}."),
        N_("Alerts when {measure} is below {threshold}, for each {groups}."),
    ),
    "<=": (
        N_("Alerts when {measure} is at or below {threshold}."),
        N_("Alerts when {measure} is at or below {threshold}, for each {groups}."),
    ),
    "==": (
        N_("Alerts when {measure} is exactly {threshold}."),
        N_("Alerts when {measure} is exactly {threshold}, for each {groups}."),
    ),
    "!=": (
        N_("Alerts when {measure} is not {threshold}."),
        N_("Alerts when {measure} is not {threshold}, for each {groups}."),
    ),
}


class Condition(Struct, frozen=True, kw_only=True):
    """When a monitor alerts: a whole sentence, and sentences that complete it.

    unit is the unit of its thresholds. With has_shares, they are shares of values: 0.75 is 75%.
    """

    sentence: Message
    notes: tuple[Message, ...] = ()
    unit: str = ""
    has_shares: bool = False


def compared(
    measure: Message, comparison: Comparison, *, threshold: Message, groups: tuple[str, ...] = ()
) -> Message | None:
    """The sentence that compares a measure with a threshold; None for an unknown operator."""
    sentences = _SENTENCES.get(comparison.operator)
    return for_groups(sentences, groups, measure=measure, threshold=threshold) if sentences else None


def for_groups(sentences: tuple[str, str], groups: tuple[str, ...], **values: object) -> Message:
    """The first sentence, or the second one if there are groups."""
    if not groups:
        return Message(sentences[0], values)
    return Message(sentences[1], {**values, "groups": ALL_TAGS if "*" in groups else tuple(map(as_code, groups))})


def as_code(text: str) -> str:
    """A text of a query as one line between backticks, which pages show as code."""
    return "`" + inline(text) + "`"


def inline(text: str) -> str:
    """A text of a query as one line without backticks, for a place between backticks."""
    return " ".join(text.replace("`", "'").split())
