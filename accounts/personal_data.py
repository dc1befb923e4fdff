"""A copy of the data stored about one person. Higher rooms add their part."""

from collections.abc import Callable, Mapping

from allauth.account.models import EmailAddress

from accounts.models import Person
from audit.queries import events_by

PersonalDataPart = Callable[[Person], object]
_parts: dict[str, PersonalDataPart] = {}


def register_personal_data(name: str, part: PersonalDataPart) -> None:
    """Add a room's part to the copy, as JSON values. Raises ValueError if the name is taken."""
    if name in _parts:
        text = f"the copy of a person's data already has a part {name!r}"
        raise ValueError(text)
    _parts[name] = part


def personal_data_of(person: Person) -> Mapping[str, object]:
    """All data stored about the person, by room."""
    return {
        "account": {
            "name": person.name,
            "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
            "language": person.language,
            "time_zone": person.time_zone,
            "created_at": person.created_at,
        },
        "organisations": list(person.memberships.values("organisation__name", "role", "created_at")),
        "teams": list(person.team_memberships.values("team", "role", "created_at")),
        "acts": list(events_by(person.pk).values("verb", "object_ids", "at")),
        **{name: part(person) for name, part in _parts.items()},
    }
