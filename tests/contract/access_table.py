"""Who may read (GET) and write (POST) which URL. The test fails for a URL that is not listed here."""

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
    "health-live": by(*EVERYBODY),
    "health-ready": by(*EVERYBODY),
    "jobs:job-list": by("admin"),
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
    "accounts:application-role": by("owner"),
    "accounts:application-remove": by("owner"),
    "accounts:application-key-create": by("owner"),
    "accounts:application-key-revoke": by("owner"),
    "accounts:agreement-list": by(*MEMBERS),
    "accounts:agreement-detail": by(*MEMBERS),
    "accounts:device-allow": by(*EVERYBODY),
    "accounts:account-secure": by(*EVERYBODY),
    "accounts:invitation-open": by(*EVERYBODY, data={"token": "{token}"}),
    "accounts:organisation-admin-list": by("admin"),
    "accounts:organisation-admin": by("admin"),
    "accounts:organisation-suspend": by("admin"),
    "accounts:agreement-admin": by("admin"),
    "releases:alias-request": by(*EDITORS),
    "releases:alias": by(*MEMBERS, "admin"),
    "releases:vendor-list": by("admin"),
    "validation:waiver-request-list": by(*LEADS),
    "validation:waiver-request-send": by(*EDITORS, at=DRAFT),
    "validation:waiver-request": by(*MEMBERS, *LEADS, at=DRAFT),
    "reviews:appeal-request": by(*EDITORS),
    "reviews:appeal": by(*INSIDERS),
    "accounts:team-list": by("admin"),
    # Notices and files
    "notices:notice-list": by(*SIGNED_IN),
    "notices:preference-edit": by(*SIGNED_IN),
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
    "studio:listing-continue": by(*INSIDERS),
    "studio:submission": by(*INSIDERS),
    "studio:step": by(*INSIDERS),
    "studio:step-working": by(*INSIDERS),
    "studio:preview": by(*INSIDERS),
    "studio:lines": by(*INSIDERS),
    "studio:progress": by(*INSIDERS),
    "studio:presence": by(*INSIDERS),
    "studio:fix": by(*EDITORS, at=DRAFT, data={"code": "MF-001"}),
    "studio:revision-import": by(*EDITORS, at=DRAFT),
    "studio:findings": by(*INSIDERS),
    "studio:name": by(*EDITORS, at=DRAFT, data={"kind": "integration_id", "integration_id": "x"}),
    "studio:metrics": by(*INSIDERS),
    "studio:pipeline": by(*INSIDERS),
    "studio:section-fields": by(*INSIDERS),
    "studio:section-history": by(*INSIDERS),
    "studio:revision-export": by(*INSIDERS),
    # Checks
    "validation:check-list": by(*LEADS),
    "validation:former-page": by(*EVERYBODY),  # redirects to the page of today, which decides
    "validation:check": by(*LEADS),
    "validation:live-progress": by(*LEADS),
    "validation:live-report": by(*LEADS),
    "validation:waiver-list": by(*LEADS),
    "validation:agent-package-list": by("admin"),
    # Reviewers
    "reviews:queue": by(*STAFF),
    "reviews:review": by(*STAFF, at=REVIEW),
    "reviews:exception": by(*INSIDERS, at=REVIEW),
    "reviews:thread-open": by(*STAFF, at=REVIEW),
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
    "catalog:tile-detail": by(*EVERYBODY, at=LIVE),
}

WRITES: dict[str, Access] = {
    "common:theme-set": by(*EVERYBODY),
    "common:csp-report": by(*EVERYBODY),
    "jobs:job-retry": by("admin"),
    "jobs:job-retry-all": by("admin", data={"kind": "mail", "until": "2026-01-01T00:00Z"}),
    # People and organisations
    "accounts:time-zone-fill-in": by(*SIGNED_IN, data={"time_zone": "UTC"}),
    "accounts:language-set": by(*EVERYBODY, data={"language": "en"}),
    "accounts:profile-edit": by(*SIGNED_IN),
    "accounts:profile-erase": by(*SIGNED_IN),
    "accounts:session-end": by("owner"),
    "accounts:organisation-create": by(*SIGNED_IN),
    "accounts:organisation-detail": by("owner", data={"name": "Demo Harbour", "url": "https://harbour.example"}),
    "accounts:organisation-leave": by(*MEMBERS),
    "accounts:member-role": by("owner", data={"role": "2"}),
    "accounts:member-remove": by("owner"),
    "accounts:invitation-send": by("owner", data={"email": "x@harbour.example", "role": "1"}),
    "accounts:invitation-resend": by("owner"),
    "accounts:invitation-revoke": by("owner"),
    "accounts:application-create": by("owner", data={"name": "Nightly", "role": "3"}),
    "accounts:publisher-create": by("owner", data={"name": "CI", "role": "3", "repository": "demo/acme"}),
    "accounts:application-role": by("owner", data={"role": "1"}),
    "accounts:application-remove": by("owner"),
    "accounts:application-key-create": by(
        "owner", data={"label": "CI", "valid_for": "365", "key": "019a4d2e-5c1b-7f3a-9d64-2b8e0c715a93"}
    ),
    "accounts:application-key-revoke": by("owner"),
    "accounts:agreement-accept": by("owner"),
    "accounts:device-allow": by(*EVERYBODY),
    "accounts:account-secure": by(*EVERYBODY),
    "accounts:invitation-open": by(*EVERYBODY, data={"token": "{token}"}),
    "accounts:invitation-accept": by(),
    "accounts:organisation-admin": by("admin"),
    "accounts:organisation-suspend": by("admin", data={"reason": "Unpaid"}),
    "accounts:organisation-reactivate": by("admin"),
    "accounts:agreement-admin": by("admin"),
    "accounts:team-put": by("admin"),
    "accounts:team-remove": by("admin"),
    "accounts:admin-make": by("admin"),
    "accounts:admin-remove": by("admin", person_id="admin_id"),
    # Notices
    "notices:notice-read-all": by(*SIGNED_IN, data={"until": "2020-01-01T00:00"}),
    "notices:notice-open": by(),
    "notices:notice-read": by(),
    "notices:preference-edit": by(*SIGNED_IN),
    "notices:webhook-create": by(
        "owner", data={"url": "https://hooks.example.com/", "webhook": "019a4d2e-5c1b-7f3a-9d64-2b8e0c715a93"}
    ),
    "notices:webhook-edit": by("owner", data={"url": "https://hooks.example.com/"}),
    "notices:webhook-rotate": by("owner"),
    "notices:webhook-resume": by("owner"),
    "notices:webhook-delete": by("owner"),
    "notices:webhook-test": by("owner"),
    "notices:delivery-resend": by("owner"),
    # Waivers and appeals
    "validation:waiver-request-send": by(*EDITORS, at=DRAFT, data={"reason": "It is fine"}),
    "validation:waiver-request-grant": by(*LEADS, at=DRAFT, data={"reason": "Agreed"}),
    "validation:waiver-request-decline": by(*LEADS, at=DRAFT, data={"reason": "No"}),
    "validation:waiver-request-end": by(*LEADS, at=DRAFT),
    "validation:waiver-request-message": by(*EDITORS, *LEADS, at=DRAFT, data={"message": "When?"}),
    "validation:waiver-request-withdraw": by(*EDITORS, at=DRAFT),
    "reviews:appeal-request": by(*EDITORS),
    "reviews:appeal-grant": by("lead", data={"reason": "Agreed"}),
    "reviews:appeal-decline": by("lead", data={"reason": "No"}),
    "reviews:appeal-message": by(*EDITORS, "lead", data={"message": "When?"}),
    "reviews:appeal-withdraw": by(*EDITORS),
    # Vendor aliases
    "releases:alias-request": by(*EDITORS, data={"vendor_id": "acme-labs", "name": "Acme Labs", "reason": "Our brand"}),
    "releases:alias-confirm": by("admin"),
    "releases:alias-decline": by("admin", data={"reason": "Another company"}),
    "releases:alias-message": by(*EDITORS, "admin", data={"message": "When?"}),
    "releases:alias-withdraw": by(*EDITORS),
    # Partners
    "studio:listing-new": by(*SIGNED_IN),
    "studio:listing-import": by(*SIGNED_IN),
    "studio:listing-act": by("owner"),
    "studio:thread-open": by(*EDITORS, data={"body": "A question"}, at=REVIEW),
    "studio:thread-reply": by(*EDITORS, *STAFF, data={"body": "An answer"}, at=REVIEW),
    "studio:revision-import": by(*EDITORS, at=DRAFT),
    "studio:check": by(*EDITORS, *LEADS, at=DRAFT),
    "studio:submit": by(*EDITORS, at=DRAFT),
    "studio:set-aside": by(*EDITORS, at=DRAFT, data={"do": "remove", "path": "data.metadata_csv"}),
    "studio:fix": by(*EDITORS, at=DRAFT, data={"_fix": "code=MF-019&every=1"}),
    "studio:fix-undo": by(*EDITORS, at=DRAFT),
    "studio:metrics": by(*EDITORS, at=DRAFT),
    "studio:pipeline": by(*MEMBERS, *LEADS, at=DRAFT, data={"line": "a log"}),
    "studio:pipeline-result": by(*EDITORS, at=DRAFT, data={"sample": "0", "pipeline": "another"}),
    "studio:section-save": by(*EDITORS, at=DRAFT, json={"version": 1, "changes": {}}),
    "studio:section-upload": by(*EDITORS, at=DRAFT, data={"?path": "overview.logo_light"}),
    "studio:section-markdown": by(*MEMBERS, *LEADS, at=DRAFT),
    # Checks
    "validation:check-mode": by("admin", data={"mode": "warn", "report": ""}),
    "validation:live-check": by("admin"),
    "validation:run-again": by("admin"),
    "validation:waiver-end": by(*LEADS),
    "validation:agent-package-replace": by("admin", data={"agent_version": "7.62.0", "packages": "simplejson==3.19.1"}),
    # Reviewers
    "reviews:review-see": by(*STAFF, at=REVIEW),
    "reviews:review-claim": by("reviewer", "lead", at=REVIEW),
    "reviews:review-release": by("reviewer", "lead", at=REVIEW),
    "reviews:review-hand-over": by("reviewer", "lead", at=REVIEW, data={"to": "{lead_id}"}),
    "reviews:review-take-over": by("reviewer", "lead", at=REVIEW, data={"reason": "Ill"}),
    "reviews:review-decide": by(
        "reviewer", "lead", at=REVIEW, data={"verdict": "approve", "submission": "{submission_id}"}
    ),
    "reviews:review-reject": by(
        "lead", at=REVIEW, data={"code": "other", "reason": "No", "submission": "{submission_id}"}
    ),
    "reviews:exception-grant": by("lead", at=REVIEW, data={"reason": "Yes"}),
    "reviews:exception-decline": by("lead", at=REVIEW, data={"reason": "No"}),
    "reviews:exception-message": by(*EDITORS, "lead", at=REVIEW, data={"message": "When?"}),
    "reviews:exception-withdraw": by(*EDITORS, at=REVIEW),
    "reviews:review-act": by("lead", "admin", at=REVIEW, verb="hold", data={"reason": "Legal", "note": "Please wait"}),
    "reviews:review-reopen": by("lead", at=REVIEW, data={"reason": "Again"}),
    "reviews:decision-retract": by("reviewer", at=REVIEW),
    "reviews:thread-open": by("reviewer", "lead", at=REVIEW, data={"body": "A remark"}),
    "reviews:thread-reply": by(*STAFF, at=REVIEW, data={"body": "An answer"}),
    "reviews:thread-resolve": by("reviewer", "lead", at=REVIEW),
    "reviews:thread-apply-suggestion": by(*EDITORS, at=REVIEW),
    "reviews:canned-reply": by(*SIGNED_IN),
    "reviews:finding-waive": by(*LEADS, at=REVIEW, data={"reason": "Fine", "code": "DB-008", "fingerprint": "f"}),
    "reviews:waiver-end": by(*LEADS, at=REVIEW, data={"fingerprint": "f"}),
    # Sandboxes and releases
    # The form lists the person's own organisations, or says that there are none.
    "sandboxes:request-send": by(*SIGNED_IN),
    "sandboxes:request-grant": by("admin"),
    "sandboxes:request-grant-extra": by("admin"),
    "sandboxes:request-decline": by("admin", data={"reason": "No"}),
    "sandboxes:request-message": by(*EDITORS, "admin", data={"message": "When?"}),
    "sandboxes:request-withdraw": by("owner"),
    "sandboxes:org-suspend": by("admin", data={"reason": "Idle"}),
    "sandboxes:org-reactivate": by("admin"),
    "sandboxes:org-enable-automatically": by("admin"),
    "sandboxes:org-stop-enabling-automatically": by("admin"),
    "sandboxes:org-automatic": by("admin", data={"on": "1"}),
    "sandboxes:tile-switch-enable": by("admin"),
    "sandboxes:tile-switch-disable": by("admin"),
    "sandboxes:tile-look": by(*MEMBERS),
    "sandboxes:tile-checks": by(*EDITORS),
    "sandboxes:tile-install": by(*EDITORS),
    "sandboxes:tile-uninstall": by(*EDITORS),
    "sandboxes:tile-problem": by(*EDITORS, data={"body": "Look", "tab": "overview"}),
    "sandboxes:tile-sign-off": by("owner"),
    "sandboxes:tile-ask-for-changes": by(*EDITORS, data={"note": "Change it"}),
    "releases:gtm-request": by(*EDITORS, at=LIVE, data={"items": "press_quote", "contact": "x@harbour.example"}),
    "releases:gtm-accept": by(*LEADS, at=LIVE, data={"seen": "requested", "answer": "Yes"}),
    "releases:gtm-start": by(),
    "releases:gtm-finish": by(),
    "releases:gtm-decline": by(*LEADS, at=LIVE, data={"answer": "No"}),
    "releases:gtm-message": by(*EDITORS, *LEADS, at=LIVE, data={"message": "When?"}),
    "releases:gtm-withdraw": by(*EDITORS, at=LIVE),
    "releases:transfer-offer": by("owner", data={"vendor_id": "nobody"}),
    "releases:transfer-accept": by("foreign"),
    "releases:transfer-decline": by("foreign"),
    "releases:transfer-cancel": by("owner"),
    "releases:live-tile-roll-back": by("admin", at=LIVE),
    "releases:live-tile-deprecate": by("owner", "lead", at=LIVE, data={"ends_on": "2099-01-01"}),
    "releases:live-tile-unpublish": by(*LEADS, at=LIVE, data={"reason": "Broken"}),
    "releases:live-tile-relist": by("admin", at=LIVE),
    "releases:release-confirm-release": by("owner"),
    "releases:release-publish": by("admin"),
    "releases:release-schedule": by("owner", "admin", data={"release_at": "2099-01-01T10:00"}),
    "releases:release-unschedule": by("owner", "admin"),
    "releases:release-send-back": by(*LEADS, data={"reason": "Wrong"}),
}
