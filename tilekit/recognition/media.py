"""Which of our media files and archives a file is."""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from tilekit.core.paths import base_name
from tilekit.media import wheel
from tilekit.recognition.code import code_facts
from tilekit.recognition.content import FileContent
from tilekit.recognition.file_values import Says
from tilekit.scaffold.paths import MANIFEST, is_skipped
from tilekit.sections.initial_values import kebab

_COLOUR = re.compile(
    r"(?:fill|stroke|stop-color)\s*[=:]\s*[\"']?\s*(#[0-9a-f]{3}\b|#[0-9a-f]{6}\b|white\b|black\b)", re.IGNORECASE
)
_LOGO_WORD = re.compile(r"(?:^|[^a-z])logo(?:type|mark)?(?:[^a-z]|$)", re.IGNORECASE)
_FOR_DARK_WORD = re.compile(r"(?:^|[^a-z])(?:dark|white|inverse|inverted|negative|reversed)(?:[^a-z]|$)", re.IGNORECASE)
_PACKAGE = re.compile(r"datadog[-_.](?P<name>[a-z][\w.-]*)", re.IGNORECASE)
_CHECK_MODULE = re.compile(r"datadog_checks/[^/]+/\w+\.py")
# Of Office Open XML, OpenDocument and iWork.
_OFFICE_ENTRIES = (
    frozenset(("[Content_Types].xml", "_rels/.rels")),
    frozenset(("mimetype", "content.xml", "META-INF/manifest.xml")),
    frozenset(("Index/Document.iwa",)),
)
_LIGHT = 0.75  # relative to white
# The folder of a listing without a manifest, and the part of it that only listings have.
_PART_OF_LISTING = re.compile(
    r"(?P<folder>(?:.*?/)??)"
    r"(?P<part>metadata\.csv$|datadog_checks/|assets/(?:dashboards|monitors|logs|saved_views|security)/)"
)


def is_logo(content: FileContent) -> bool:
    """Whether it is an SVG drawing."""
    return content.media == "svg" and "<svg" in content.text.lower()


def is_logo_for_dark(content: FileContent) -> bool:
    """Whether it is for a dark page: all its colours are light; or some are, and its name says so."""
    are_light = [_lightness(colour) >= _LIGHT for colour in _COLOUR.findall(content.text)]
    is_named = _FOR_DARK_WORD.search(content.stem) is not None
    return is_logo(content) and any(are_light) and (is_named or all(are_light))


def is_raster_logo(content: FileContent) -> bool:
    """Whether it is a PNG or JPEG that is called a logo. Its content is that of any other image."""
    return content.media in ("png", "jpeg") and is_named_logo(content.path)


def is_named_logo(path: str) -> bool:
    """Whether the name of the file calls it a logo."""
    return _LOGO_WORD.search(PurePosixPath(path).stem) is not None


def _lightness(colour: str) -> float:
    """Between 0 (black) and 1 (white)."""
    digits = colour.lower().removeprefix("#")
    if digits in ("white", "black"):
        return float(digits == "white")
    full = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    red, green, blue = (int(full[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_media(*kinds: str) -> Callable[[FileContent], bool]:
    """A function that returns whether a file has one of the media kinds."""
    return lambda content: content.media in kinds


def eula_says(_content: FileContent) -> Says:
    """Only paid listings have a licence agreement."""
    return {"basics.route": "marketplace"}


def is_wheel(content: FileContent) -> bool:
    """Whether it is an archive with the metadata of a Python package."""
    return is_wheel_listing(content.entries)


def is_wheel_listing(names: Iterable[str]) -> bool:
    """Whether the names of an archive's entries are those of a wheel."""
    return any(name.endswith((".dist-info/METADATA", ".dist-info/WHEEL")) for name in names)


def is_office_document(content: FileContent) -> bool:
    """Whether it is a text document, table or presentation of an office program."""
    return is_office_listing(content.entries)


def is_office_listing(names: Iterable[str]) -> bool:
    """Whether the names of an archive's entries are those of a document of an office program."""
    return any(required.issubset(names) for required in _OFFICE_ENTRIES)


def is_file_listing(names: Iterable[str]) -> bool:
    """Whether the names of an archive's entries are those of a single file: a wheel or an Office document."""
    entries = tuple(names)
    return is_wheel_listing(entries) or is_office_listing(entries)


def wheel_says(content: FileContent) -> Says:
    """An Agent check with its version, its integration ID, its type and the data that it sends."""
    facts, name = wheel.inspect(content.data), wheel.parse_wheel_name(content.path)
    version = facts.about_version or (facts.metadata or {}).get("Version", "") or (name.version if name else "")
    modules = (entry for entry in facts.names if _CHECK_MODULE.fullmatch(entry))
    says = {**code_facts(text for _name, text in wheel.read_texts(content.data, modules))}
    says |= {"configuration.package_version": version} if version else {}
    package = (facts.metadata or {}).get("Name", "") or (name.distribution if name else "")
    named = _PACKAGE.fullmatch(package)
    says |= {"overview.integration_id": kebab(named["name"])} if named else {}
    return {"configuration.code_type": "agent", **says}


def is_listing_archive(content: FileContent) -> bool:
    """Whether it is an archive with one manifest, not counting those inside its folder."""
    return len(listing_folders(content.entries)) == 1


def is_archive_of_listings(content: FileContent) -> bool:
    """Whether it is an archive with manifests in several folders."""
    return len(listing_folders(content.entries)) > 1


def listing_folders(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders with a manifest, sorted; "" for the top. Folders inside another one of them don't count.

    Without any manifest, these are the folders with parts of listings, if several of them have the same part.
    """
    plain = [path for path in paths if not is_skipped(path)]
    if folders := _outer_folders(path.removesuffix(MANIFEST) for path in plain if base_name(path) == MANIFEST):
        return folders
    parts: dict[str, set[str]] = {}
    for match in filter(None, map(_PART_OF_LISTING.match, plain)):
        parts.setdefault(match["part"], set()).add(match["folder"])
    is_repeated = any(len(_outer_folders(folders)) > 1 for folders in parts.values())
    return _outer_folders(set[str]().union(*parts.values())) if is_repeated else ()


def _outer_folders(folders: Iterable[str]) -> tuple[str, ...]:
    outer: list[str] = []
    for folder in sorted(folders):
        if not any(folder.startswith(other) for other in outer):
            outer.append(folder)
    return tuple(folder.rstrip("/") for folder in outer)
