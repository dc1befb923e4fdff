"""The names with which a listing's own metrics may begin, in addition to its metric prefix."""

import re

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.metrics.listed_metrics import listed_metrics
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SHORTEST_NAME = 4
# Words of headings that name no product.
_GENERAL = frozenset("agent and api changelog check connector datadog for integration overview readme the".split())


class OwnNames(Struct, frozen=True):
    """Forms of the product's name in lower case without punctuation, and possible first parts of its metrics.

    others are the initials of the name, the vendor, the folder and the source of the logs. They also stand for the
    product.
    """

    names: tuple[str, ...]
    first_parts: frozenset[str]
    others: frozenset[str] = frozenset()

    def covers(self, metric: str) -> bool:
        """Whether the metric begins with the product's name or its initials: open_policy_agent.up, opa.up."""
        return metric.partition(".")[0].lower() in self.first_parts or _plain(metric).startswith(self.names)

    def has_product(self, name: str) -> bool:
        """Whether a name of a product is one of the listing, begins or contains it, or is a part of it."""
        plain = _plain(name)
        words = [_plain(word) for word in _WORD.findall(name)]
        return plain in self.others or any(
            plain in label or label in plain or words[:1] == [label[: len(words[0])]] for label in self.names if words
        )

    def has_word_of(self, heading: str) -> bool:
        """Whether a heading contains a word of a name of the listing; True if it has only general words."""
        words = [word for word in re.findall(r"[^\W_]{2,}", heading.casefold()) if word not in _GENERAL]
        return not words or not self.names or any(map(self.has_product, words))


def own_names_of(bundle: Bundle) -> OwnNames:
    """The names of a listing. Listed metrics with another prefix also show how its metrics begin."""
    overview, data = bundle.section(Overview), bundle.section(Data)
    prefix = data.metric_prefix
    labels = (overview.title, overview.source_type_name, overview.integration_id)
    names = {_plain(label) for label in (*labels, prefix)}
    initials = {"".join(word[0] for word in _WORD.findall(label)).lower() for label in labels} - {""}
    others = {name.partition(".")[0].lower() for name in listed_metrics(bundle) if not name.startswith(prefix)}
    company = (overview.vendor_name, *overview.vendor_name.split(), bundle.basics.name, data.logs_source)
    return OwnNames(
        tuple(name for name in names if len(name) >= _SHORTEST_NAME),
        frozenset({letters for letters in initials if len(letters) > 1} | others),
        frozenset((initials | set(map(_plain, company))) - {""}),
    )


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
