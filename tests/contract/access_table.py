"""Who reaches which URL. A new URL without a line here fails the test beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ROLES = ("anonymous", "outsider", "foreign", "viewer", "editor", "owner", "reviewer", "lead", "admin")
EVERYBODY = ROLES
SIGNED_IN = ROLES[1:]
STAFF = ("reviewer", "lead", "admin")
MEMBERS = ("viewer", "editor", "owner")
EDITORS = ("editor", "owner")
INSIDERS = (*MEMBERS, *STAFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """roles reach the page, or get past rights with a post of data; kwargs replace the world's."""

    roles: tuple[str, ...]
    is_post: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    kwargs: Mapping[str, object] = field(default_factory=dict)


def get(*roles: str, **kwargs: object) -> Access:
    return Access(roles=roles, kwargs=kwargs)


def post(*roles: str, **data: str) -> Access:
    return Access(roles=roles, is_post=True, data=data)


ACCESS: dict[str, Access] = {
    # People and organisations
    "accounts:profile-edit": get(*SIGNED_IN),
    "accounts:profile-export": get(*SIGNED_IN),
    "accounts:profile-erase": get(*SIGNED_IN),
    "accounts:start": get(*SIGNED_IN),
    "accounts:organisation-create": get(*SIGNED_IN),
    "accounts:organisation-detail": get(*MEMBERS),
    "accounts:organisation-leave": get(*MEMBERS),
    "accounts:member-list": get(*MEMBERS),
    "accounts:member-role": post("owner", role="2"),
    "accounts:member-remove": post("owner"),
    "accounts:invitation-send": post("owner", email="x@lagoon.example", role="1"),
    "accounts:invitation-resend": post("owner"),
    "accounts:invitation-revoke": post("owner"),
    "accounts:agreement-list": get(*MEMBERS),
    "accounts:agreement-detail": get(*MEMBERS),
    "accounts:agreement-accept": post("owner"),
    "accounts:invitation-open": get(*EVERYBODY),
    "accounts:invitation-accept": post(),
    "accounts:organisation-admin-list": get("admin"),
    "accounts:organisation-admin": get("admin"),
    "accounts:organisation-suspend": post("admin"),
    "accounts:organisation-reactivate": post("admin"),
    "accounts:agreement-admin": get("admin"),
    "accounts:team-list": get("admin"),
    "accounts:team-put": post("admin"),
    "accounts:team-remove": post("admin"),
    "accounts:admin-make": post("admin"),
    "accounts:admin-remove": post("admin"),
    # Notices
    "notices:notice-list": get(*SIGNED_IN),
    "notices:notice-read-all": post(*SIGNED_IN),
    "notices:notice-open": post(),
    "notices:notice-read": post(),
    "notices:preference-edit": get(*SIGNED_IN),
    "notices:mail-list": get(*EVERYBODY),
    "notices:mail-detail": get(),
    "files:file": get(*INSIDERS),
    # Reviewers
    "reviews:queue": get(*STAFF),
    # Customers
    "catalog:catalogue": get(*EVERYBODY),
    "catalog:tile-detail": get(),
    # Partners
    "studio:home": get(*EVERYBODY),
    "studio:listing-list": get(*SIGNED_IN),
    "studio:listing-new": get(*SIGNED_IN),
    "studio:listing-requirements": get(*SIGNED_IN),
    "studio:listing-import": post(*SIGNED_IN),
    "studio:listing-home": get(*INSIDERS),
    "studio:listing-act": post("owner"),
    "studio:thread-open": post(*EDITORS, body="A question"),
    "studio:thread-answer": post(*EDITORS, body="An answer"),
    "studio:submission": get(*INSIDERS),
    "studio:submission-zip": get(*INSIDERS),
    "studio:step": get(*INSIDERS),
    "studio:step-working": get(*INSIDERS),
    "studio:preview": get(*INSIDERS),
    "studio:progress": get(*INSIDERS),
    "studio:tasks": get(*INSIDERS),
    "studio:section-fields": get(*INSIDERS),
    "studio:section-findings": get(*INSIDERS),
    "studio:revision-export": get(*INSIDERS),
}
