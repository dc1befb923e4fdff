"""The first entries of the changelog."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from api.changelog.kinds import ApiChange, ApiChangeKind, ApiChangelogEntry

FIRST_ENTRIES: tuple[ApiChangelogEntry, ...] = (
    ApiChangelogEntry(
        on=date(2026, 11, 23),
        changes=(
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Sections and documents contain `set_aside`: values that are stored, but do not apply to this type "
                    "of listing."
                ),
            ),
        ),
    ),
)
