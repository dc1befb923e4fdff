"""Wordings that checks search for in the texts that customers read."""

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from tilekit.checks.finding import RawFinding
from tilekit.checks.listing.shown_texts import SearchableTexts, ShownText
from tilekit.parse.text import spaces_for

# A quotation, such as a customer's.
QUOTATION = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"")


class Wording(Struct, frozen=True):
    """A pattern for text in lower case. Only texts that contain one of the words are searched, which is faster."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[tuple[str, ...], str]) -> "Wording":
        """The wording of a table: words, and a pattern whose every match contains one of them."""
        # A pattern that ignores case is several times slower than one for text in lower case.
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(table.values())})(?!\w)")
        return cls(tuple(word for words in table for word in words), pattern)

    def findings(
        self, texts: SearchableTexts, *, names: str, fits: Callable[[ShownText], bool] = lambda _shown: True
    ) -> Iterator[RawFinding]:
        """A finding for each match, in a text that fits, that is neither in the names nor in a quotation.

        The names are in lower case.
        """
        for shown in filter(fits, texts.with_words(self.words)):
            content = QUOTATION.sub(spaces_for, shown.content.lower())
            for match in self.pattern.finditer(content):
                if match[0] not in names:
                    yield shown.finding(match.start(), match[0])
