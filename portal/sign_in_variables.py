"""Environment variables about the identity provider through which staff sign in, and about sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.staff_grants import StaffGrant, parse_staff_groups
from common.address_parsers import issuer_parts
from common.ip_addresses import is_loopback
from portal.operation_variables import OperationVariables
from portal.parsers import number
from portal.variables import variable

if TYPE_CHECKING:
    from portal.environment import Environment

_NEEDED = ("staff_issuer", "staff_client_id", "staff_client_secret", "staff_groups")


def staff_issuer(raw: str) -> str:
    """Parse the address of an issuer, which must equal the claims of tokens exactly. Raises ValueError."""
    parts = issuer_parts(raw)
    is_safe = parts is not None and (parts.scheme == "https" or is_loopback(parts.hostname or ""))
    if raw and not is_safe:
        raise ValueError("must be an address such as https://login.platform.example")
    return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInVariables(OperationVariables):
    """The parts of `portal.environment.Environment` about sign-in, operation, retention and reviews."""

    staff_issuer: str = variable(
        "Issuer of the identity provider (OpenID Connect) through which staff sign in. If it is set, only this "
        "provider gives rights of staff ([how](sign-in.md#sign-in-of-staff)). `http://` is only for issuers on this "
        "machine and not allowed in production",
        parse=staff_issuer,
    )
    staff_client_id: str = variable("ID of the portal's client at the provider in STAFF_ISSUER")
    staff_client_secret: str = variable("Secret of this client", is_secret=True)
    staff_groups: dict[str, tuple[StaffGrant, ...]] = variable(
        "Roles that groups at STAFF_ISSUER give, such as `admins=admin; docs=reviewer:documentation; "
        "leads=lead:documentation, lead:commercial`. Roles: `admin`, `reviewer:TEAM`, `lead:TEAM`",
        parse=parse_staff_groups,
    )
    staff_groups_claim: str = variable("Claim of the ID token that lists the groups of staff", default="groups")
    session_days: int = variable(
        "Days after sign-in when a session ends, however much it is used. Without use, it ends after 14 days",
        parse=number(1, 365),
        default="30",
    )
    staff_session_hours: int = variable(
        "Hours after sign-in when a session with rights of staff ends", parse=number(1, 720), default="12"
    )


def sign_in_problems(environment: Environment) -> Iterator[str]:
    """A sentence for each variable that is missing, if staff sign in through a provider."""
    values = {name: getattr(environment, name) for name in _NEEDED}
    if any(values.values()):
        for name in (name for name, value in values.items() if not value):
            yield f"{name.upper()} must be set if another variable of the provider of staff is set."
