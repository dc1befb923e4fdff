"""Who may read (GET) which URL. The test fails for a URL that is neither listed here nor in `access_writes`."""

from collections.abc import Mapping

from msgspec import Struct, field

ROLES = ("anonymous", "outsider", "foreign", "viewer", "editor", "owner", "reviewer", "lead", "admin")
EVERYBODY = ROLES
SIGNED_IN = ROLES[1:]
STAFF = ("reviewer", "lead", "admin")
LEADS = ("lead", "admin")
MEMBERS = ("viewer", "editor", "owner")
EDITORS = ("editor", "owner")
INSIDERS = (*MEMBERS, *STAFF)
DRAFT, REVIEW, SANDBOX, LIVE = "draft", "review", "sandbox", "live"


# A request that the test client of the listing may send.
_AUTHORIZATION = {
    "redirect_uri": "http://127.0.0.1/",
    "response_type": "code",
    "code_challenge": "c" * 43,
    "code_challenge_method": "S256",
}


class Access(Struct, frozen=True, kw_only=True):
    """Access to a URL. roles have access; everybody else is redirected to sign in, refused, or gets a 404.

    at names the listing whose IDs fill the URL; kwargs name other values for it (person_id="admin_id"). data is posted,
    or used as the query of a GET (and of a POST, under ?name), with values in braces. json is posted instead of data.
    """

    roles: tuple[str, ...]
    at: str = SANDBOX
    kwargs: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None


def by(
    *roles: str,
    at: str = SANDBOX,
    data: Mapping[str, str] | None = None,
    json: Mapping[str, object] | None = None,
    **kwargs: str,
) -> Access:
    return Access(roles=roles, at=at, kwargs=kwargs, data=data or {}, json=json)


READS: dict[str, Access] = {
    "common:favicon": by(*EVERYBODY),
    "common:robots": by(*EVERYBODY),
    "common:security": by(),
    "common:search": by(*EVERYBODY),
    "common:search-results": by(*EVERYBODY),
    "health-live": by(*EVERYBODY),
    "health-ready": by(*EVERYBODY),
    "jobs:job-list": by(*LEADS),
    # People and organisations
    "accounts:profile-edit": by(*SIGNED_IN),
    "accounts:profile-export": by(*SIGNED_IN),
    "accounts:profile-erase": by(*SIGNED_IN),
    "accounts:start": by(*SIGNED_IN),
    "accounts:organisation-create": by(*SIGNED_IN),
    "accounts:organisation-detail": by(*MEMBERS),
    "accounts:organisation-leave": by(*MEMBERS),
    "accounts:member-list": by(*MEMBERS),
    "accounts:member-remove": by("owner"),
    "accounts:application-create": by("owner"),
    "accounts:publisher-create": by("owner"),
    "accounts:application-detail": by(*MEMBERS),
    **{f"accounts:application-{page}": by("owner") for page in ("role", "remove", "key-create", "key-revoke")},
    "accounts:agreement-list": by(*MEMBERS),
    "accounts:company-sign-in": by("owner"),
    "accounts:sign-in-provider": by("owner"),
    "accounts:company-identities": by(*SIGNED_IN),
    "accounts:company-callback": by(*EVERYBODY),
    "accounts:company-link": by(*EVERYBODY),
    "accounts:company-link-open": by(*EVERYBODY),
    "insights:insights": by(*LEADS),
    "insights:insights-csv": by(*LEADS, table="insight_table"),
    "insights:organisation": by(*MEMBERS),
    "insights:organisation-csv": by(*MEMBERS, table="insight_table"),
    "operations:metrics": by(),  # for a client with METRICS_TOKEN
    "operations:system": by("admin"),
    "operations:audit": by("admin"),
    "operations:organisation-delete": by("admin"),
    "operations:maintenance": by("admin"),
    "operations:setting-list": by("admin"),
    "operations:setting-file": by("admin"),
    "operations:setting-export": by("admin"),
    "operations:setting-detail": by("admin"),
    "operations:setting-restore": by("admin", number="texts_number"),
    "operations:retention": by("admin"),
    "operations:erase-secret": by("admin"),
    "operations:secret-erasure": by(erasure_id="admin_id"),
    "operations:view-as": by("admin"),
    "operations:organisation-audit": by("owner"),
    "operations:audit-export-download": by(export_id="admin_id"),
    "accounts:agreement-detail": by(*MEMBERS),
    "accounts:device-allow": by(*EVERYBODY),
    "accounts:passkey-options": by(*EVERYBODY),
    "accounts:account-secure": by(*EVERYBODY),
    "accounts:invitation-open": by(*EVERYBODY, data={"token": "{token}"}),
    "accounts:organisation-admin-list": by(*LEADS),
    "accounts:organisation-admin": by(*LEADS),
    "accounts:organisation-suspend": by("admin"),
    "accounts:agreement-admin": by("admin"),
    "accounts:person-detail": by("admin"),
    "accounts:person-second-factor": by("admin"),
    "releases:alias-request": by(*EDITORS),
    "releases:alias": by(*MEMBERS, "admin"),
    "releases:vendor-list": by("admin"),
    "validation:former-requests": by(*EVERYBODY),
    "validation:waiver-request-send": by(*EDITORS, at=DRAFT),
    "validation:waiver-request": by(*MEMBERS, *LEADS, at=DRAFT),
    "validation:dispute-list": by(*LEADS),
    "validation:dispute-send": by(*EDITORS, at=DRAFT),
    "validation:dispute": by(*MEMBERS, *LEADS, at=DRAFT),
    "validation:dispute-case": by(*STAFF, at=REVIEW),
    "validation:change-list": by(*EVERYBODY),
    "validation:change-feed": by(*EVERYBODY),
    "reviews:appeal-request": by(*EDITORS),
    "reviews:exception-request": by(*EDITORS),
    "reviews:appeal": by(*INSIDERS),
    "reviews:question-request": by(*EDITORS),
    "reviews:question": by(*INSIDERS),
    "reviews:comment-dispute-request": by(*EDITORS, at=REVIEW),
    "reviews:comment-dispute": by(*INSIDERS, at=REVIEW),
    "accounts:team-list": by(*LEADS),
    # Notices and files
    "notices:notice-list": by(*SIGNED_IN),
    "notices:unread-count": by(*SIGNED_IN),
    "notices:preference-edit": by(*SIGNED_IN),
    "notices:mail-unsubscribe": by(),  # a signed link; the token of the table is not signed
    "notices:webhook-list": by(*MEMBERS),
    "notices:webhook-create": by("owner"),
    "notices:webhook-detail": by("owner"),
    "notices:webhook-edit": by("owner"),
    "notices:webhook-rotate": by("owner"),
    "notices:webhook-delete": by("owner"),
    "notices:delivery-detail": by("owner"),
    "notices:mail-list": by(*EVERYBODY),
    "notices:mail-detail": by(),
    "files:file": by(*INSIDERS),
    "files:rendition": by(*INSIDERS),
    # Partners
    "studio:home": by(*EVERYBODY),
    "studio:listing-list": by(*SIGNED_IN),
    "studio:listing-new": by(*SIGNED_IN),
    "studio:listing-requirements": by(*SIGNED_IN),
    "studio:listing-import": by(*SIGNED_IN),
    "studio:import": by("owner", at=DRAFT),
    "studio:import-progress": by("owner", at=DRAFT),
    "studio:listing-home": by(*INSIDERS),
    "studio:listing-duplicate": by(*EDITORS),
    "studio:test-accounts": by(*MEMBERS, at=REVIEW),
    "studio:test-account-replace": by(*EDITORS, at=REVIEW),
    "studio:test-account-remove": by(*EDITORS, at=REVIEW),
    "studio:listing-defaults": by(*EDITORS),
    "studio:listing-continue": by(*INSIDERS),
    "studio:oauth-trial": by(*INSIDERS),
    "studio:oauth-secret": by(*INSIDERS),
    "trials:authorize": by(
        *MEMBERS, client_id="oauth_client_id", data={**_AUTHORIZATION, "client_id": "{oauth_client_id}"}
    ),
    "trials:call": by(client_id="oauth_client_id"),
    "trials:unknown-address": by(client_id="oauth_client_id"),
    "studio:submission": by(*INSIDERS),
    "studio:compare": by(*INSIDERS),
    "studio:step": by(*INSIDERS),
    "studio:step-working": by(*INSIDERS),
    "studio:preview": by(*INSIDERS),
    "studio:preview-frame": by(*INSIDERS),
    "studio:lines": by(*INSIDERS),
    "studio:progress": by(*INSIDERS),
    "studio:presence": by(*INSIDERS),
    "studio:fix": by(*EDITORS, at=DRAFT, data={"code": "MF-001"}),
    "studio:crop": by(*EDITORS, at=DRAFT, data={"path": "overview.media[shot].image"}),
    "studio:revision-import": by(*EDITORS, at=DRAFT),
    "studio:findings": by(*INSIDERS),
    "studio:name": by(*EDITORS, at=DRAFT, data={"kind": "integration_id", "integration_id": "x"}),
    "studio:metrics": by(*INSIDERS),
    "studio:metrics-paste": by(*INSIDERS),
    "studio:metrics-row": by(*INSIDERS),
    "studio:metrics-rows": by(*INSIDERS),
    "studio:pipeline": by(*INSIDERS),
    "studio:section-fields": by(*INSIDERS),
    "studio:section-history": by(*INSIDERS),
    "studio:revision-export": by(*INSIDERS),
    "studio:print": by(*INSIDERS),
    # Checks
    "validation:check-list": by(*LEADS),
    "validation:former-page": by(*EVERYBODY),  # redirects to the page of today, which decides
    "validation:check": by(*EVERYBODY),
    "validation:live-progress": by(*LEADS),
    "validation:live-report": by(*LEADS),
    "validation:waiver-list": by(*LEADS),
    "validation:agent-package-list": by("admin"),
    # Reviewers
    "reviews:queue": by(*STAFF),
    "reviews:requests": by(*STAFF),
    "reviews:filter-list": by(*STAFF),
    "reviews:filter-delete": by("reviewer"),
    "reviews:review": by(*STAFF, at=REVIEW),
    "reviews:fast-lane": by(*LEADS),
    "reviews:absences": by("reviewer", "lead"),
    "reviews:incidents": by(*LEADS),
    "reviews:calendar-edit": by(*LEADS),
    "reviews:texts-edit": by(*LEADS, kind="texts_kind"),
    "reviews:texts-history": by(*LEADS, kind="texts_kind"),
    "reviews:exception": by(*INSIDERS, at=REVIEW),
    "reviews:review-presence": by(*STAFF, at=REVIEW),
    "reviews:thread-suggestion": by(*MEMBERS, at=REVIEW),
    "reviews:thread-open": by(*STAFF, at=REVIEW),
    "reviews:draft-change": by("reviewer", at=REVIEW),
    "reviews:submission-download": by(*INSIDERS),
    # Sandboxes and releases
    "sandboxes:sandbox-list": by(*SIGNED_IN),
    "sandboxes:request-detail": by(*INSIDERS),
    "sandboxes:request-list": by(*STAFF),
    "sandboxes:org-list": by(*STAFF),
    "sandboxes:org": by(*INSIDERS),
    "sandboxes:tile": by(*INSIDERS),
    "releases:gtm-list": by(*SIGNED_IN),
    "releases:gtm": by(*INSIDERS, at=LIVE),
    "releases:transfer-offer": by("owner"),
    "releases:transfer-list": by(*SIGNED_IN),
    "releases:transfer": by(*INSIDERS, "foreign"),
    "releases:release-list": by(*SIGNED_IN),
    "releases:release": by(*INSIDERS),
    "releases:live-tile-list": by(*SIGNED_IN),
    "releases:live-tile": by(*INSIDERS, at=LIVE),
    # Developers
    "api:start": by(*EVERYBODY),
    "api:command": by(*EVERYBODY),
    "api:command-requirements": by(*EVERYBODY),
    "api:command-wheel": by(*EVERYBODY),
    "api:reference-list": by(*EVERYBODY),
    "api:changelog": by(*EVERYBODY),
    "api:deprecation": by(*EVERYBODY),
    "api:fields": by(*EVERYBODY),
    "api:events": by(*EVERYBODY),
    "api:reference": by(*EVERYBODY),
    # Customers
    "catalog:catalogue": by(*EVERYBODY),
    "guides:contact": by(*EVERYBODY),
    "guides:guide-list": by(*EVERYBODY),
    "guides:guide": by(*EVERYBODY, slug="guide"),
    "guides:sample": by(*EVERYBODY),
    "guides:sample-picture": by(*EVERYBODY, path="picture"),
    "catalog:tile-detail": by(*EVERYBODY, at=LIVE),
}
