"""IM-007 and IM-008: the captions of the media carousel."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.media.carousel import CarouselItem, carousel_item_check, items
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections import limits

MAX_CAPTION, ADVISED_CAPTION = limits.CAPTION, 150

_SAME_CAPTION = N_("The caption is the same as that of item {other}. Describe what is different in this image.")
_LONG_CAPTION = N_("The caption has {n} characters; we recommend at most 150. Shorten it to one sentence.")
_EMPTY_CAPTION = N_("The caption does not describe the image. Describe what it shows in one short sentence.")
_KIND = re.compile(r"(?:image|picture|photo|screen ?shot|caption|video)\W*\d*\W*", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w -]+\.(?:png|jpe?g|gif|svg|mp4)", re.IGNORECASE)


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
    expected=N_("At most 150 characters, not a file name, and different from the other captions"),
    bad="overview.png",
    good="Queue depth and consumers of every broker",
)
def has_good_captions(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    first: dict[str, int] = {}
    for item in items(bundle):
        caption = item.row.caption.strip()
        number = first.setdefault(caption.lower(), item.number)
        if _FILE_NAME.fullmatch(caption):
            yield item.finding("caption", caption)
        elif _KIND.fullmatch(caption):
            yield item.finding("caption", caption, message=_EMPTY_CAPTION)
        elif caption and number != item.number:
            yield item.finding("caption", caption, message=_SAME_CAPTION, other=number)
        elif ADVISED_CAPTION < len(caption) <= MAX_CAPTION:
            yield item.finding("caption", caption, message=_LONG_CAPTION, n=len(caption))
