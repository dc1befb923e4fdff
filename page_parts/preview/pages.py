"""The page of the tile, rendered by Django's template engine without the rest of Django."""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from urllib.parse import quote

import django
from django.conf import settings
from django.template import Context, Engine
from msgspec import Struct

from page_parts.tile.folder_pictures import FolderPictures, picture_in
from page_parts.tile.presenter import present_tile
from tilekit.bundle import Bundle
from tilekit.commands.cache import Cache
from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.inputs import read_input
from tilekit.commands.listing_checks import archive_error, bundle_of, check_listing
from tilekit.commands.listing_outcome import ListingOutcome, position_text
from tilekit.commands.text_report import SEVERITY_LABELS
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_
from tilekit.media import svg
from tilekit.parse.positions import Unparsable
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.tile import TileContent, tile_of

PAGE_PARTS_FOLDER = Path(__file__).parents[1]
_TAGS = ["page_parts.templatetags.components", "page_parts.templatetags.display"]


class _Listing(Struct, frozen=True, kw_only=True):
    """A listing as loaded from its files. state identifies the state of the files."""

    state: str
    bundle: Bundle
    tile: TileContent
    outcome: ListingOutcome


class Pages:
    """Renders the current state of a listing. Raises UsageError if it cannot be read at all."""

    def __init__(self, path: str) -> None:
        _set_up()
        self._path, self._lock = path, Lock()
        self._read = self._listing_in(self.state())

    def state(self) -> str:
        """A text that changes if a file changes: names, sizes and times."""
        place = Path(self._path)
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        facts = ((str(file), file.lstat()) for file in files if file.is_file())
        return str(hash(tuple((name, fact.st_size, fact.st_mtime_ns) for name, fact in facts)))

    def page(self, query: Mapping[str, str]) -> str:
        """The page with the tab that the query names."""
        listing = self._now()
        presenter = present_tile(
            listing.tile,
            files=FolderPictures(listing.bundle.files, lambda path: f"/file/{quote(path)}"),
            tab=query.get("tab", ""),
            base="/",
            metrics_from=query.get("start", ""),
        )
        words = {
            "presenter": presenter,
            "state": listing.state,
            "language": language(),
            "findings": [_shown_finding(listing, number) for number in range(len(listing.outcome["findings"]))],
            "heading": translated(N_("Findings")),
            "none": translated(N_("nothing found")),
        }
        template = Engine.get_default().from_string((PAGE_PARTS_FOLDER / "preview" / "page.html").read_text("utf-8"))
        return str(template.render(Context(words)))

    def picture(self, path: str) -> tuple[str, bytes] | None:
        """Content type and bytes of an image of the listing, an SVG as its sanitised copy; None for everything else."""
        try:
            return picture_in(self._now().bundle.files, path)
        except (Unparsable, svg.TooComplex):
            return None

    def _now(self) -> _Listing:
        with self._lock:
            state = self.state()
            if state != self._read.state:
                self._read = self._listing_in(state)
            return self._read

    def _listing_in(self, state: str) -> _Listing:
        try:
            bundle = bundle_of(read_input(self._path))
        except ArchiveRefused as refused:
            raise archive_error(self._path, refused) from refused
        outcome = check_listing(self._path, CheckSelection(), Cache(None))
        return _Listing(state=state, bundle=bundle, tile=tile_of(bundle), outcome=outcome)


def _shown_finding(listing: _Listing, number: int) -> dict[str, str]:
    finding = listing.outcome["findings"][number]
    place = ":".join(part for part in (finding["file"], position_text(finding)) if part)
    level = finding["severity"]
    return {
        "level": level,
        "word": translated(SEVERITY_LABELS[level]),
        "code": finding["code"],
        "place": place,
        "text": finding["message"],
    }


def _set_up() -> None:
    """Set up Django's template engine only: no applications, no database, no requests. Does nothing
    inside the portal.
    """
    if settings.configured:
        return
    options = {"builtins": _TAGS, "libraries": {name.rpartition(".")[2]: name for name in _TAGS}}
    backend = "django.template.backends.django.DjangoTemplates"
    settings.configure(
        INSTALLED_APPS=[],
        FORMAT_MODULE_PATH="page_parts.formats",
        STATIC_URL="/static/",
        TEMPLATES=[{"BACKEND": backend, "DIRS": [PAGE_PARTS_FOLDER / "templates"], "OPTIONS": options}],
        USE_I18N=False,
        USE_TZ=True,
    )
    django.setup()
