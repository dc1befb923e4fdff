"""Storage of static files: minifies style sheets, and adds a hash of the content to each file name."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

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
        lambda found: found["text"] or found["end"] or found["mark"] or found["colon"] or " ", css
    ).strip()


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Minifies our style sheets, and adds the hash to file names that our scripts import.

    Django can do this for every script, but some third-party scripts import files that don't exist.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((r'(?P<matched>from "(?P<url>\./[^"]+)")', 'from "%(url)s"'),)),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[str, str] = {}

    def post_process(self, paths: dict[str, Any], **options: object) -> Iterator[Any]:
        """Minify, hash and compress the collected files, each in the folder of this storage."""
        ours = [] if options.get("dry_run") else [name for name in paths if name.startswith("css/")]
        for name in ours:
            self._minify(name, *paths[name])
        yield from super().post_process({**paths, **{name: (self, name) for name in ours}}, **options)

    def _minify(self, name: str, source: Storage, path: str) -> None:
        with source.open(path) as file:
            css = file.read().decode()
        self.delete(name)
        self.save(name, ContentFile(minified(css)))

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 the shape of a storage
        """The URL of a collected file. URLs are cached, because pages use them often and they don't change."""
        if force:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]
