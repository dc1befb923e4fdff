"""Checks of the images in texts."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.readme.markdown_text import MarkdownText, markdown_texts, readme_check
from tilekit.checks.readme.urls import split_url
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.media import images
from tilekit.parse.markdown.parts import MarkdownImage
from tilekit.sections.overview import Overview

_PIXELS = (".png", ".jpg", ".jpeg")
_SUFFIXES = (*_PIXELS, ".gif", ".svg")
_FILE_NAME = re.compile(
    r"[\w-]+\.(?:png|jpe?g|gif|svg)|(?:image|img|screenshot|screen shot|picture)?[\s_-]*\d*", re.IGNORECASE
)
_RAW_HOSTS = ("raw.githubusercontent.com", "github.com")
_PIXEL = re.compile(
    r"/(?:pixel|beacon|track(?:ing)?|collect|p|1x1|blank|spacer|hit(?:count(?:er)?)?)\b[^/\s]*(?:\.gif|\.png|\?)"
    r"|[?&](?:tid|utm_source|cid|uid|visitor(?:_?id)?)=|//(?:pixels?|px|track(?:er|ing)?|beacon|visitor-badge)\."
    r"|//(?:analytics|collect|count(?:er)?|hits|metrics|stats|telemetry)\.[^\s?]*(?:\.gif\b|/[^\s/.?]*\?)",
    re.IGNORECASE,
)
TRACKER = N_("The image {value} seems to count visitors. Remove it.")


@check(
    code="RM-020",
    name=N_("Missing image in the README"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("The image {src} is not in your listing. Upload the image and refer to it as images/{name}."),
    applies_to="Markdown",
    expected=N_("Every image is a file in images/ or the raw address of such a file"),
    bad="![Queues](https://acme.example/q.png)",
    good="![Queues](images/q.png)",
)
def has_images(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for text in markdown_texts(bundle):
        for image in _images(text):
            path = _path_of(image.url)
            if path in bundle.files:
                continue
            name = PurePosixPath(split_url(image.url).path).name
            suggestion = _image_with_name(bundle, name)
            edits = [text.replaced(image.line, image.column, old=image.url, new=suggestion)] if suggestion else []
            fix = text.fix(N_("Use {path}"), edits, path=suggestion)
            message = N_("The image {src} is not in your listing. Did you mean {known}?") if suggestion else ""
            if counts_visitors(image.url) or (image.line, image.column) in _invisible(text):
                message = TRACKER
            yield text.finding(
                image.line,
                image.column,
                value=image.url,
                message=message,
                src=image.url,
                name=name,
                known=suggestion,
                fix=fix,
            )


def counts_visitors(url: str) -> bool:
    """Whether an address looks like the one of an image that counts visitors."""
    return _PIXEL.search(url) is not None


def _invisible(text: MarkdownText) -> frozenset[tuple[int, int]]:
    """The places of images of one pixel."""
    sizes = ((tag, dict(tag.attributes)) for tag in text.markdown.tags if tag.name == "img")
    return frozenset(
        (tag.line, tag.column) for tag, named in sizes if {named.get("width"), named.get("height")} <= {"0", "1", "1px"}
    )


def _image_with_name(bundle: Bundle, name: str) -> str:
    """The image under images/ with that name, in any letter case; "" if there is none."""
    images = sorted(path for path in bundle.files if path.casefold() == f"images/{name}".casefold())
    return f"images/{name}" if f"images/{name}" in images else next(iter(images), "")


@readme_check(
    "RM-021",
    Severity.WARNING,
    N_("The image path starts with a slash. Remove it. Example: images/name.png."),
    name=N_("Unsuitable image path in the README"),
    fix=FixClass.SUGGESTED,
    expected=N_("An image path has no leading slash and ends in .png, .jpg, .jpeg, .gif or .svg"),
    bad="![Queues](/images/q.bmp)",
    good="![Queues](images/q.png)",
)
def has_plain_image_paths(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    for image in _images(text):
        path = _path_of(image.url)
        if path in bundle.files and (image.url.startswith("/") or not path.lower().endswith(_SUFFIXES)):
            edits = (
                [text.replaced(image.line, image.column, old=image.url, new=path)] if image.url.startswith("/") else []
            )
            fix = text.fix(N_("Use {path}"), edits, path=path)
            message = "" if edits else N_("{value} is not in a supported image format. Use PNG, JPEG, GIF or SVG.")
            yield text.finding(image.line, image.column, value=image.url, message=message, fix=fix)


@readme_check(
    "RM-022",
    Severity.WARNING,
    N_(
        "The image {src} has no useful alternative text. Describe the image in a few words for people who can't see it."
    ),
    name=N_("Image without alternative text"),
    expected=N_("Every image has alternative text that is not a file name"),
    bad="![q.png](images/q.png)",
    good="![Depth of three queues](images/q.png)",
)
def describes_images(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    for image in _images(text):
        alt = image.alt.strip()
        if _FILE_NAME.fullmatch(alt) or alt == PurePosixPath(image.url).stem:
            yield text.finding(image.line, image.column, value=image.url, src=image.url)


@readme_check(
    "RM-065",
    Severity.WARNING,
    N_("The image {value} is damaged. Export it again."),
    name=N_("Damaged image in the README"),
    stage=Stage.DEEP,
    starts_observed=True,
    expected=N_("Every PNG and JPEG that the README shows can be read"),
    bad=N_("a PNG that ends in the middle"),
    good=N_("a complete PNG"),
)
def shows_readable_images(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The images of the listing that a text shows are complete. IM-012 reports those of the media carousel."""
    in_carousel = {bundle.file_of(row.image) for row in bundle.section(Overview).media}
    for image in _images(text):
        path = _path_of(image.url)
        if path in bundle.files and path not in in_carousel and _is_damaged(bundle, path):
            yield text.finding(image.line, image.column, value=path)


def _is_damaged(bundle: Bundle, path: str) -> bool:
    """Whether a PNG or JPEG cannot be read. Those with too many pixels are not read."""
    if not path.lower().endswith(_PIXELS) or bundle.parse(path, images.inspect).has_too_many_pixels:
        return False
    return bundle.parse(path, images.read_facts) is None


def _images(text: MarkdownText) -> Iterator[MarkdownImage]:
    """Images in Markdown and in tags."""
    yield from text.markdown.images
    for tag in text.markdown.tags:
        attributes = dict(tag.attributes)
        if tag.name == "img" and attributes.get("src"):
            yield MarkdownImage(alt=attributes.get("alt", ""), url=attributes["src"], line=tag.line, column=tag.column)


def _path_of(url: str) -> str:
    """The path in the listing that the URL refers to; otherwise the URL itself."""
    parts = split_url(url)
    path = unquote(parts.path)
    if parts.scheme in ("http", "https"):
        _, separator, tail = path.rpartition("/images/")
        return f"images/{tail}" if separator and parts.hostname in _RAW_HOSTS else url
    return path.removeprefix("./").lstrip("/") if not parts.scheme else url
