"""An example of a fix: the test listing with one fault."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from tests.tilekit.listing import base_files, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Scope


class FixExample(Struct, frozen=True, kw_only=True):
    """The files that differ from the test listing: (old, new) replaces the only occurrence of a text, a text is the
    whole file, and None removes it. If is_update is set, the test listing is live. The other fields are those of the
    context.
    """

    files: Mapping[str, str | tuple[str, str] | None]
    is_first: bool | None = None
    scope: Scope = Scope.CONTENT
    today: date | None = None
    is_update: bool = False

    @property
    def bundle(self) -> Bundle:
        base = base_files()
        return listing(files={path: _edited_text(base, path, value) for path, value in self.files.items()})

    @property
    def context(self) -> Context:
        published = listing() if self.is_update else None
        return Context(scope=self.scope, is_first=self.is_first, today=self.today, published=published)


def _edited_text(base: Mapping[str, bytes], path: str, value: str | tuple[str, str] | None) -> str | None:
    if not isinstance(value, tuple):
        return value
    old, new = value
    text = base[path].decode()
    assert text.count(old) == 1, (path, old)
    return text.replace(old, new)
