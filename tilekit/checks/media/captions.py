"""IM-007 and IM-008: the captions of the media carousel."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, title_key
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.media.carousel import CarouselItem, carousel_item_check, items
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections import limits

MAX_CAPTION, ADVISED_CAPTION = limits.CAPTION, 150

_SAME_CAPTION = N_("The caption is the same as that of item {other}. Describe what is different in this image.")
_LONG_CAPTION = N_("The caption has {n} characters; we recommend at most 150. Shorten it to one sentence.")
_EMPTY_CAPTION = N_("The caption does not describe the image. Describe what it shows in one short sentence.")
_PLAIN_TEXT = N_("Captions are plain text, so customers see “{value}” as it is. Remove it.")
_CUT_OFF = N_("The caption ends with “{value}”, so it is incomplete. Complete the sentence.")
_CAPITALS = N_("The caption is in capital letters. Write it like a sentence.")
_NO_VIDEO = N_("The caption is about a video, but the item is an image. Correct one of them.")
_KIND = re.compile(r"(?:image|picture|photo|screen ?shot|caption|video)\W*\d*\W*", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w -]+\.(?:png|jpe?g|gif|svg|mp4)", re.IGNORECASE)
# Without placeholders such as <YOUR_DATA>, which GEN-009 reports.
_MARKUP = re.compile(
    r"</?(?:a|b|br|code|em|i|img|li|p|span|strong|u|ul)\b[^<>]*>|\]\(|\*\*\w|https?://\S+|&(?:amp|nbsp|lt|gt|quot);",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"(?<=\w\s)(?:the|a|an|of|and|or|your|its|which|including)$|(?<=,\s)which$")
_VIDEO = re.compile(
    r"(?:a |the |our )?(?:demo |product |short )?video(?::| (?:of|that|about|tutorial|tour)\b)", re.IGNORECASE
)
_MIN_SHOUTED_WORDS = 4


@carousel_item_check(
    "IM-007",
    Severity.BLOCKER,
    N_("The caption has {n} characters; the limit is 300. Shorten it."),
    name=N_("Caption too long"),
    applies_to="caption",
    expected=N_("Present, at most 300 characters"),
    bad="a caption of 301 characters",
    good="Queue depth and consumers of every broker",
)
def has_short_caption(item: CarouselItem, _: Bundle) -> Iterator[RawFinding]:
    if len(item.row.caption) > MAX_CAPTION:
        yield item.finding("caption", len(item.row.caption), n=len(item.row.caption))


@check(
    code="IM-008",
    name=N_("Unsuitable caption"),
    severity=Severity.ADVICE,
    message=N_("The caption is a file name. Describe what the image shows in one short sentence."),
    applies_to="caption",
    expected=N_(
        "At most 150 characters, not a file name, different from the other captions, complete, and plain text that "
        "fits the kind of the item"
    ),
    bad="overview.png",
    good="Queue depth and consumers of every broker",
)
def has_good_captions(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    first: dict[str, int] = {}
    for item in items(bundle):
        caption = item.row.caption.strip()
        number = first.setdefault(title_key(caption) or caption, item.number)
        if _FILE_NAME.fullmatch(caption):
            yield item.finding("caption", caption)
        elif _KIND.fullmatch(caption):
            yield item.finding("caption", caption, message=_EMPTY_CAPTION)
        elif caption and number != item.number:
            yield item.finding("caption", caption, message=_SAME_CAPTION, other=number)
        elif ADVISED_CAPTION < len(caption) <= MAX_CAPTION:
            yield item.finding("caption", caption, message=_LONG_CAPTION, n=len(caption))
        elif problem := _problem(caption, item.row.media_type):
            message, value = problem
            yield item.finding("caption", value, message=message)


def _problem(caption: str, media_type: str) -> tuple[str, str] | None:
    """The message and what it is about; None if the caption is plain, complete text about its item."""
    for pattern, message in ((_MARKUP, _PLAIN_TEXT), (_OPEN_END, _CUT_OFF)):
        if match := pattern.search(caption):
            return message, match[0]
    if media_type != "video" and _VIDEO.match(caption):
        return _NO_VIDEO, caption
    is_shouted = caption.isupper() and len(caption.split()) >= _MIN_SHOUTED_WORDS
    return (_CAPITALS, caption) if is_shouted else None
