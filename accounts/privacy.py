"""A copy of what is kept about one person; higher rooms add their part."""

from collections.abc import Callable, Mapping

from allauth.account.models import EmailAddress

from accounts.models import Person
from audit.queries import events_by

Part = Callable[[Person], object]
_parts: dict[str, Part] = {}


def register_part(name: str, part: Part) -> None:
    """Add a room's part to the copy: values that JSON can hold. A name that is taken raises ValueError."""
    if name in _parts:
        text = f"the copy of a person's data has a part {name!r} already"
        raise ValueError(text)
    _parts[name] = part


def copy_of(person: Person) -> Mapping[str, object]:
    """Everything kept about the person, by room."""
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
