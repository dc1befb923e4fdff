"""Every call of our own API, with the role that it requires and its parameters."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from common.actor import Role


class Call(Struct, frozen=True, kw_only=True):
    """A call. least is the lowest role that may make it; None for everybody, also without a token.

    path has placeholders for IDs, as in the OpenAPI document.
    """

    method: str
    path: str
    least: Role | None = Role.VIEWER
    body: Mapping[str, object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def has_id(self) -> bool:
        return "{" in self.path


LISTING, SUBMISSION, THREAD = "listings/{listing_id}", "submissions/{submission_id}", "threads/{thread_id}"
NOBODY = "0190d8f0-0000-7000-8000-000000000001"
CALLS: Sequence[Call] = (
    Call(method="GET", path="listings"),
    Call(method="GET", path=LISTING),
    Call(method="GET", path=f"{LISTING}/findings"),
    Call(method="GET", path=f"{LISTING}/sections"),
    Call(method="GET", path=f"{LISTING}/sections/{{key}}"),
    Call(method="PATCH", path=f"{LISTING}/sections/{{key}}", least=Role.EDITOR, body={"title": "Tide"}),
    Call(method="GET", path=f"{LISTING}/submissions"),
    Call(method="POST", path=f"{LISTING}/submissions", least=Role.OWNER, body={"confirm": "all"}),
    Call(method="GET", path=SUBMISSION),
    Call(method="GET", path=f"{SUBMISSION}/findings"),
    Call(method="POST", path=f"{LISTING}/replacement", least=Role.OWNER),
    Call(method="DELETE", path=f"{LISTING}/replacement", least=Role.OWNER),
    Call(method="POST", path=f"{LISTING}/withdrawal", least=Role.OWNER, body={"reason": "A mistake."}),
    Call(method="GET", path=f"{LISTING}/threads"),
    Call(method="GET", path=THREAD),
    Call(method="GET", path=f"{THREAD}/comments"),
    Call(method="POST", path=f"{THREAD}/comments", least=Role.EDITOR, body={"body": "Because."}),
    Call(method="POST", path=f"{THREAD}/resolution", least=Role.EDITOR),
    Call(method="POST", path=f"{THREAD}/reopening", least=Role.EDITOR, body={"reason": "It is back."}),
    Call(method="POST", path=f"{THREAD}/suggestion", least=Role.EDITOR),
    Call(method="GET", path="sandbox-requests"),
    Call(
        method="POST",
        path="sandbox-requests",
        least=Role.OWNER,
        body={"region": "eu", "purpose": "To see our tile in Europe."},
    ),
    Call(method="GET", path="sandbox-orgs"),
    Call(method="GET", path=f"{LISTING}/activations"),
    Call(method="POST", path=f"{LISTING}/sign-off", least=Role.OWNER, body={"submission": NOBODY}),
    Call(method="POST", path=f"{LISTING}/change-request", least=Role.OWNER, body={"note": "Another logo."}),
    Call(method="POST", path=f"{LISTING}/promotion", least=Role.OWNER),
    Call(method="POST", path=f"{LISTING}/release-confirmation", least=Role.OWNER),
    Call(method="POST", path=f"{LISTING}/schedule", least=Role.OWNER, body={"release_at": "2100-01-01T00:00:00Z"}),
    Call(method="DELETE", path=f"{LISTING}/schedule", least=Role.OWNER),
    Call(method="GET", path=f"{LISTING}/releases"),
    Call(method="POST", path=f"{LISTING}/releases", body={"submission": NOBODY, "validate_only": True}),
    Call(method="GET", path=f"{LISTING}/waivers"),
    Call(method="GET", path=f"{LISTING}/disputes"),
    Call(
        method="POST",
        path=f"{LISTING}/disputes",
        least=Role.EDITOR,
        body={"fingerprint": "f", "reason": "No link."},
    ),
    Call(method="GET", path="checks", least=None),
    Call(method="GET", path="catalog/tiles", least=None),
    Call(method="GET", path="catalog/tiles/{slug}", least=None),
    Call(method="GET", path="catalog/facets", least=None),
)
