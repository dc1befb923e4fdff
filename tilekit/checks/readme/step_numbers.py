"""RM-064: references to numbered steps that are not there."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_STEP = re.compile(
    r"\bsteps?\s+#?(?P<first>\d{1,2})(?:\s*(?:-|–|to|and|through)\s*#?(?P<last>\d{1,2}))?(?![\w%]|[.,:]\d)",
    re.IGNORECASE,
)
# A step of another text: "step 9 of the guide", "step 9 in our documentation".
_ELSEWHERE = re.compile(r"\s*(?:,\s*)?(?:above\s+)?(?:of|in|from|on)\s+(?!this\b)", re.IGNORECASE)
_ITEM = re.compile(r"[\s>]*(?P<number>\d{1,3})[.)]\s")
_LABEL = re.compile(r"[\s>#*_\d.)-]*step\s+(?P<number>\d{1,3})\b", re.IGNORECASE)


@readme_check(
    "RM-064",
    Severity.ADVICE,
    N_("The text refers to step {value}, but the section has {n} steps. Correct the number or add the step."),
    name=N_("Reference to a missing step"),
    starts_observed=True,
    expected=N_("Each step that a section refers to exists"),
    bad="Continue with step 9. (of four)",
    good="Continue with step 4.",
)
def refers_to_steps(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """A number in "step 9" is not higher than the number of steps in the longest list of its section.

    Not checked without a numbered list, or if the sentence names another text.
    """
    for number, match in matches_in(text.markdown.prose, _STEP, ("step",)):
        last, n = int(match["last"] or match["first"]), _number_of_steps(text, number)
        if 0 < n < last and not _ELSEWHERE.match(match.string, match.end()):
            yield text.finding(number, match.start() + 1, value=str(last), n=n)


def _number_of_steps(text: MarkdownText, line: int) -> int:
    """The highest number of a step in the H2 section around a line, from items and labels such as "Step 3: install"."""
    parts = text.markdown.parts
    around = next((part for part in parts if part.heading.level == 2 and part.line <= line <= part.end_line), None)
    headings = {part.line for part in parts}
    most = items = 0
    for number in range(around.line, around.end_line + 1) if around else ():
        written = text.markdown.prose[number - 1]
        items = 0 if number in headings else items
        item, label = _ITEM.match(written), _LABEL.match(written)
        items += item is not None
        most = max(most, items, *(int(match["number"]) for match in (item, label) if match))
    return most
