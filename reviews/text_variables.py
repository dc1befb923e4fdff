"""Variables in the texts of teams, such as `{listing}`. Other braces in a text are left alone."""

import re
from collections.abc import Mapping, Sequence

from accounts.models import Team
from reviews.models import Review, TextsKind

_VARIABLE = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_OF_REVIEW = ("listing", "partner", "team")
VARIABLES: Mapping[str, Sequence[str]] = {
    TextsKind.CHECKLIST: _OF_REVIEW,
    TextsKind.REPLIES: (*_OF_REVIEW, "reviewer", "section", "finding"),
}


def variables_in(text: str) -> list[str]:
    """The names in single braces, in order and without duplicates. `{{host.name}}` and `{}` are not variables."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values of its variables. Braces in values are not read again; unknown variables stay."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)


def values_of_review(review: Review) -> dict[str, str]:
    """The values of the variables that all texts have. Listing and organisation of the review must be loaded."""
    listing = review.revision.listing
    return {"listing": listing.name, "partner": listing.organisation.name, "team": str(Team(review.team).label)}
