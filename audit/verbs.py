"""The words for verbs of events. Each app has those of its verbs in its module `audit_verbs`."""

from collections.abc import Mapping

from msgspec import Struct

from common.lazy_text import LazyText


class VerbWords(Struct, frozen=True, kw_only=True):
    """label says what happened, heading names the group of the verb in the filter."""

    label: LazyText
    heading: LazyText


_words: dict[str, VerbWords] = {}


def register_verbs(heading: LazyText, labels: Mapping[str, LazyText]) -> None:
    """Register {verb: label}. Called when the portal starts. Raises ValueError for a verb that is registered."""
    for verb, label in labels.items():
        if verb in _words:
            text = f"the verb {verb!r} is registered twice"
            raise ValueError(text)
        _words[verb] = VerbWords(label=label, heading=heading)


def registered_verbs() -> Mapping[str, VerbWords]:
    """{verb: its words}, in the order of registration. Verbs of transitions have those of their rows instead."""
    return _words
