"""Checks for characters that not every page can show."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.characters import first_beyond_ascii, to_ascii, visible_characters
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.manifest.author import AUTHOR_NAME
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check
from tilekit.checks.manifest.titles import TILE_DESCRIPTION, TILE_TITLE, tidy_title
from tilekit.core.messages import N_


@manifest_check(
    "MF-058",
    Severity.WARNING,
    N_("The character “{c}” might not display correctly everywhere. Use plain letters if you can."),
    name=N_("Special characters in name or description"),
    fix=FixClass.SUGGESTED,
    applies_to="/author/name, /tile/title, /tile/description",
    expected=N_("ASCII only"),
    bad="“Acmé Queue”",
    good="Acme Queue",
)
def is_ascii(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """Name, title and short description are ASCII. MF-011 reports an emoji in the title. No fix changes a name."""
    for pointer in (AUTHOR_NAME, TILE_TITLE, TILE_DESCRIPTION):
        text = tidy_title(manifest.text(pointer)) if pointer == TILE_TITLE else manifest.text(pointer)
        character = first_beyond_ascii(text)
        if character:
            changed = to_ascii(text)
            # The owner of a name decides how it is written.
            is_sure = pointer == TILE_DESCRIPTION and changed.isascii()
            fix = manifest.setting(pointer, changed, N_("Use plain characters")) if is_sure else None
            yield manifest.finding(pointer, c=visible_characters(character), fix=fix)
