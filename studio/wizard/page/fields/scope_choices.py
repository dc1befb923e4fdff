"""The OAuth scopes that a listing can add: those that its data types need, and all others with a search."""

from collections.abc import Sequence

from msgspec import Struct

from listings.display.controls import with_codes
from listings.display.place_names import translate_message
from tilekit.core.field import Choice
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument
from tilekit.sections.configuration import Configuration
from tilekit.sections.options import scopes as all_scopes
from tilekit.suggest.scopes import suggested_scopes

SCOPES_FIELD = "configuration.oauth_scopes"
SCOPE_BUTTON, SCOPE_PICKER, CHOSEN_SCOPES = "_add_scopes", "_scope", "chosen"


class ScopeChoices(Struct, frozen=True, kw_only=True):
    """suggested are scopes with the reason; options are those that the listing doesn't have yet."""

    suggested: Sequence[tuple[str, str]]
    options: Sequence[Choice]


def scope_choices(configuration: SectionDocument, kind: ListingKind) -> ScopeChoices:
    """What the field of scopes offers for a draft."""
    rows = configuration.oauth_scopes if isinstance(configuration, Configuration) else []
    present = {row.scope for row in rows}
    return ScopeChoices(
        suggested=[(row.scope, translate_message(row.reason)) for row in suggested_scopes(kind, present)],
        options=with_codes([option for option in all_scopes() if option.value not in present]),
    )
