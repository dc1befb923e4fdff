"""IM-024 and IM-026: the file and the address of a video, which are never in a folder."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import RawFinding, Scope, Severity, Stage
from tilekit.checks.media.carousel import CarouselItem, carousel_item_check, items
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import file_size
from tilekit.media.video import VideoFacts
from tilekit.sections import limits

_BOUNDS: Mapping[str, Any] = {
    "min_width": limits.VIDEO_WIDTH, "min_height": limits.VIDEO_HEIGHT, "seconds": limits.VIDEO_SECONDS,
}  # fmt: skip
_VIDEO_NAME = re.compile(r"(?:.*/)?[A-Za-z0-9_]+-[A-Za-z0-9_-]+\.mp4")


class VideoFault(StrEnum):
    """A fault of a video. Its value is part of the fingerprint of IM-024 and never changes.

    The values are the first texts, so that older waivers and baselines still match.
    """

    FORMAT = "not an MP4 with H.264"
    PIXELS = "{width} x {height}"
    UNKNOWN_LENGTH = "of unknown length"
    LENGTH = "{seconds} seconds long"
    BYTES = "{size} in size"


_TEXT_BY_FAULT: Mapping[VideoFault, str] = {
    VideoFault.FORMAT: N_("not an MP4 with H.264"),
    VideoFault.PIXELS: N_("{width} × {height} pixels"),
    VideoFault.UNKNOWN_LENGTH: N_("of unknown length"),
    VideoFault.LENGTH: N_("{seconds} seconds long"),
    VideoFault.BYTES: N_("{size} in size"),
}


@check(
    code="IM-024",
    name=N_("Unsuitable video file"),
    severity=Severity.WARNING,
    scope=Scope.SUBMISSION,
    message=N_(
        "The video is {what}. It must be an MP4 with H.264, 16:9, at least {min_width} × {min_height} and at most "
        "{seconds} seconds."
    ),
    stage=Stage.DEEP,
    needs=(Need.VIDEOS,),
    applies_to=N_("video upload"),
    expected=Message(
        N_(
            "MP4 with H.264, exactly 16:9, at least {min_width} × {min_height}, at most {seconds} seconds and {size}, "
            "with a name such as partner-app.mp4"
        ),
        {**_BOUNDS, "size": file_size(limits.VIDEO_BYTES)},
    ),
    bad="tour.mov, 1280 × 720, 90 seconds",
    good="acme-queue.mp4, 1920 × 1080, 45 seconds",
)
def is_good_video(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A video is a 16:9 MP4 with H.264, within the size and length limits, named after partner and product."""
    for item in items(bundle):
        video = item.row.video if item.row.is_video else None
        facts = (context.videos or {}).get(video.sha256) if video else None
        for fault, parameters in _faults(facts) if facts else ():
            yield item.finding("video", fault.value, what=Message(_TEXT_BY_FAULT[fault], parameters), **_BOUNDS)
        if video and not _VIDEO_NAME.fullmatch(video.name):
            message = N_(
                "The video is called {value}. Its name must be your company name and product name, for example "
                "partner-app.mp4."
            )
            yield item.finding("video", video.name.rpartition("/")[2], message=message)


@carousel_item_check(
    "IM-026",
    Severity.BLOCKER,
    N_("Item {number} has both a video file and a video address. Remove one of them."),
    name=N_("Video with both a file and an address"),
    scope=Scope.SUBMISSION,
    applies_to=N_("video upload"),
    expected=N_("Either a file or an address"),
    bad="acme-queue.mp4 and https://vimeo.com/123456789",
    good="https://vimeo.com/123456789",
)
def has_one_source(item: CarouselItem, _: Bundle) -> Iterator[RawFinding]:
    """Our team must know which of the two to publish."""
    if item.row.is_video and item.row.video and item.row.video_url:
        yield item.finding("video_url")


def _faults(facts: VideoFacts) -> Iterator[tuple[VideoFault, dict[str, object]]]:
    if not facts.is_h264:
        yield VideoFault.FORMAT, {}
        return
    width, height = facts.width_px, facts.height_px
    is_small = width < limits.VIDEO_WIDTH or height < limits.VIDEO_HEIGHT
    if is_small or width * limits.RATIO[1] != height * limits.RATIO[0]:
        yield VideoFault.PIXELS, {"width": width, "height": height}
    if not facts.seconds:
        yield VideoFault.UNKNOWN_LENGTH, {}
    seconds = round(facts.seconds)  # the last frame may end slightly after the limit of a minute
    if seconds > limits.VIDEO_SECONDS:
        yield VideoFault.LENGTH, {"seconds": seconds}
    if facts.size_bytes > limits.VIDEO_BYTES:
        yield VideoFault.BYTES, {"size": file_size(facts.size_bytes)}
