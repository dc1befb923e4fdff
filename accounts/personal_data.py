"""Collects the data stored about a person from all apps."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.contributions import contributions
from accounts.models import Person
from audit.queries import events_by


def personal_data_of(person: Person) -> Mapping[str, object]:
    """{app: its data about the person, as JSON values}, with "account" for the data of this app."""
    return {
        "account": {
            "name": person.name,
            "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
            "language": person.language,
            "time_zone": person.time_zone,
            "created_at": person.created_at,
            "identities": list(
                person.provider_identities.values(
                    "issuer", "subject", "organisation__name", "created_at", "last_used_at"
                )
            ),
            "sessions": list(
                UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at", "last_seen_at")
            ),
            "second_factors": [_second_factor(row) for row in Authenticator.objects.filter(user=person)],
            "second_factor_resets": list(person.second_factor_resets.values("reason", "at")),
        },
        "organisations": list(person.memberships.values("organisation__name", "role", "created_at")),
        "teams": list(person.team_memberships.values("team", "role", "created_at")),
        "acts": list(events_by(person.pk).values("verb", "object_ids", "at")),
        **{
            app: contribution.personal_data(person)
            for app, contribution in contributions().items()
            if contribution.personal_data
        },
    }


def _second_factor(row: Authenticator) -> Mapping[str, object]:
    """When it was added and used, with the name of a passkey. Keys and codes are secrets."""
    name = {"name": row.data["name"]} if row.type == Authenticator.Type.WEBAUTHN else {}
    return {"type": row.type, **name, "created_at": row.created_at, "last_used_at": row.last_used_at}
