"""Storage of static files: bundles style sheets and scripts."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from common.scripts import joined

_IMPORT = re.compile(r'@import "(?P<path>[^"]+)"(?: layer\((?P<layer>\w+)\))?;')
_SPACE = r"(?:\s|/\*(?:[^*]|\*(?!/))*\*/)"
_PIECE = re.compile(
    rf"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    rf"|{_SPACE}*(?:;{_SPACE}*)?(?P<end>}}){_SPACE}*"
    rf"|{_SPACE}*(?P<mark>[{{;,]){_SPACE}*"
    rf"|(?P<colon>:){_SPACE}+"
    rf"|{_SPACE}+",
    re.DOTALL,
)


def minified(css: str) -> str:
    """A style sheet without comments and unnecessary spaces.

    It keeps a space before a colon, which selectors such as `.prose :is(th, td)` need and rcssmin removes.
    """
    return _PIECE.sub(
        lambda match: match["text"] or match["end"] or match["mark"] or match["colon"] or " ", css
    ).strip()


def bundled(css: str, read: Callable[[str], str]) -> str:
    """A style sheet of imports with the imported sheets in it; a sheet without imports stays as it is.

    read returns the sheet at an imported path. Sheets of one layer that follow each other share one block.
    """
    layers = groupby(_IMPORT.finditer(css), key=lambda match: match["layer"])
    blocks = ((layer, "".join(read(match["path"]) for match in imports)) for layer, imports in layers)
    return "".join(f"@layer {layer} {{{block}}}" if layer else block for layer, block in blocks) or css


def bundle(name: str, read: Callable[[str], str]) -> str:
    """A script or style sheet with everything that it imports, without what browsers don't need.

    read returns the source of the file with this name.
    """
    if name.endswith(".js"):
        return joined(name, read)
    folder = name.rpartition("/")[0]
    return minified(bundled(read(name), lambda path: read(f"{folder}/{path}")))


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Bundles our style sheets and scripts before it hashes and compresses them."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[str, str] = {}

    def post_process(self, paths: dict[str, Any], **options: object) -> Iterator[Any]:
        """Bundle, minify, hash and compress the collected files, each in the folder of this storage."""
        ours = [] if options.get("dry_run") else [name for name in paths if name.startswith(("css/", "js/"))]
        for name in ours:
            self._bundle(name, paths)
        yield from super().post_process({**paths, **{name: (self, name) for name in ours}}, **options)

    def _bundle(self, name: str, paths: dict[str, tuple[Storage, str]]) -> None:
        text = bundle(name, lambda path: _source(paths[path]))
        self.delete(name)
        self.save(name, ContentFile(text))

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 the shape of a storage
        """The URL of a collected file. URLs are cached, because pages use them often and they don't change."""
        if force:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]


def _source(place: tuple[Storage, str]) -> str:
    storage, path = place
    with storage.open(path) as file:
        return file.read().decode()
