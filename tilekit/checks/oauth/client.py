"""OA-001 to OA-003, OA-016 to OA-019 and OA-023: the client and its description."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.empty_texts import ARTICLES, says_nothing
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.form_fields import EMPTY_FIELD
from tilekit.checks.identifiers import is_made_up_uuid, is_uuid
from tilekit.checks.json_types import LIST, TEXT, if_filled
from tilekit.checks.manifest.titles import is_title_of
from tilekit.checks.oauth.client_file import CLIENT, FIELDS, ROLE, ClientFile, files, oauth_client_check, row
from tilekit.checks.registry import check
from tilekit.checks.shapes import HasNoKey, HasTypes, HasValue, Place
from tilekit.core.formats import is_url
from tilekit.core.kind import uses_oauth
from tilekit.core.messages import N_, Message
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members, text
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview

# The end of a key that contains a secret; token_url and tokenLifetime don't contain one.
_SECRET = re.compile(r"(?:secret(?:[_-]?(?:key|value))?|token|password|ap[ip](?:lication)?[_-]?key)s?$", re.IGNORECASE)
_URL_TYPE = N_("The onboarding URL must be text, but it is {value}. Correct it.")
_REDIRECTS_TYPE = N_("The redirect URIs must be a list, but the value is {value}. Correct it.")
REDIRECT_KEY = "redirect_uris"
MIN_CLIENT_DESCRIPTION = 20
_EMPTY_WORDS = ARTICLES | frozenset(
    "account app application authorization client connect connects connection datadog integration oauth oauth2".split()
)
# A note about the client itself.
_NOT_FINAL = re.compile(
    r"\b(?:test|demo|dummy|temporary|temp|staging) (?:oauth )?client\b"
    r"|\b(?:remove|delete|change|replace)(?: (?:me|it|this))? later\b|\bdo not (?:use|delete)\b",
    re.IGNORECASE,
)
_NO_KEY = N_("The OAuth client has no {key}. Add this key.")
_EMPTY_KEY = N_("“{key}” is empty in the OAuth client. Fill it in.")
_WRONG_ROLE = N_("The role of the OAuth client must be “integration”.")
_SET_ROLE = N_("Set the role to “integration”")
NEEDED = tuple(key for key in FIELDS if key != "id")


@check(
    code="OA-001",
    name=N_("No OAuth client"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("API-based integrations need an OAuth client. Contact us if your product can't use OAuth."),
    applies_to=N_("listing"),
    expected=N_("An API-based listing has an OAuth client, or an agreed exception"),
    bad="an API-based integration without an OAuth client",
    good="an OAuth client, or an approved exception",
)
def has_client(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    if uses_oauth(bundle.kind) and not any(asset.client for asset in files(bundle)):
        yield finding(path="configuration.oauth_name")


@check(
    code="OA-002",
    name=N_("Missing key in the OAuth client"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    message=_NO_KEY,
    fix=FixClass.SUGGESTED,
    applies_to=N_("OAuth client"),
    expected=N_("Has name, description, onboarding_url, redirect_uris, scopes and client_role"),
    bad="no description",
    good="name, description, onboarding_url, redirect_uris, scopes and client_role",
)
def has_keys(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The client has all six keys, and none is empty. In a submission without a client, every field is reported.

    OA-010 reports an empty list of scopes. In a submission, the keys are fields, so the messages name their labels.
    """
    is_form = context.scope is Scope.SUBMISSION
    clients = [asset for asset in files(bundle) if asset.client]
    for asset in () if is_form else files(bundle):
        if not asset.client:
            text = N_("The file contains no OAuth client. Export the client again from the developer platform.")
            yield asset.finding(_similar_client(asset), message=text)
    for asset in clients:
        for key in NEEDED:
            if asset.client.get(key) in (None, "", *(() if key == "scopes" else ([],))):
                role = asset.setting(ROLE, "integration", _SET_ROLE) if key == "client_role" else None
                text = _EMPTY_KEY if key in asset.client else _NO_KEY
                message = _field_message(key) if is_form else Message(text, {"key": key})
                yield _with_message(asset.finding(f"{CLIENT}/{key}", key, fix=role), message)
    if not clients and uses_oauth(bundle.kind) and is_form:
        for key in NEEDED:
            if FIELDS[key] != "oauth_name":
                yield _with_message(finding(path=f"configuration.{FIELDS[key]}", value=key), _field_message(key))


def _similar_client(asset: ClientFile) -> str:
    """The pointer of a client under another key; that of the missing one if there is none."""
    others = members(asset.document.value).items()
    return next((pointer_to(key) for key, value in others if REDIRECT_KEY in members(value)), CLIENT)


def _field_message(key: str) -> Message:
    """The message about an empty key for people who see a form. The form has no field for the role."""
    if key == "client_role":
        return Message(_WRONG_ROLE)
    return Message(EMPTY_FIELD, {"label": Message(Configuration.fields[FIELDS[key]].label)})


def _with_message(raw_finding: RawFinding, message: Message) -> RawFinding:
    return replace(raw_finding, message=message.id, parameters=message.parameters)


def _is_secret(member: Place) -> bool:
    """Whether a member contains a secret. An address, a number or a boolean is never one, whatever its key."""
    value = text(member.value)
    return bool(_SECRET.search(member.key) and value and not is_url(value))


row(
    "OA-003",
    Severity.BLOCKER,
    _WRONG_ROLE,
    HasValue(
        at=ROLE,
        fits=lambda role: role in (None, "", "integration"),
        repair=lambda place: place.setting("integration", _SET_ROLE),
    ),
    name=N_("Wrong role of the OAuth client"),
    applies_to="client_role",
    expected=N_("integration"),
    bad='"client_role": "admin"',
    good='"client_role": "integration"',
)
row(
    "OA-019",
    Severity.BLOCKER,
    N_(
        "The listing contains a secret for the OAuth client. Remove the secret and replace it with a new one in "
        "your product."
    ),
    HasNoKey(at=CLIENT, forbids=_is_secret, repair=lambda place: place.asset.removing(place.pointer, N_("Remove it"))),
    name=N_("OAuth secret in the listing"),
    is_security=True,
    applies_to=N_("file"),
    expected=N_("No client secret or token in the file"),
    bad='"client_secret": "…"',
    good="no secret in the file",
)
row(
    "OA-023",
    Severity.WARNING,
    TEXT.message,
    HasTypes(  # as in RFC 7591 and in exports; OA-004 and OA-010 report items of another type
        at=CLIENT,
        types={
            "": {
                "id": TEXT,
                **dict.fromkeys(("name", "description"), if_filled(TEXT)),
                "scopes": if_filled(LIST),
                "onboarding_url": replace(if_filled(TEXT), message=_URL_TYPE),
                "redirect_uris": replace(if_filled(LIST), message=_REDIRECTS_TYPE),
            }
        },
    ),
    name=N_("OAuth client value of the wrong type"),
    applies_to=N_("OAuth client"),
    expected=N_("Values have the type that the platform expects"),
    bad='"scopes": "metrics_read"',
    good='"scopes": ["metrics_read"]',
)


@oauth_client_check(
    "OA-016",
    Severity.ADVICE,
    N_("Customers see the name {value} on the consent page, but the listing is called {title}. Use the same name."),
    name=N_("Different name of the OAuth client"),
    fix=FixClass.SUGGESTED,
    applies_to="name",
    expected=N_("The same as the tile title"),
    bad="acme-oauth-prod",
    good="Acme Queue",
)
def has_title(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """The client has the name of the listing, or the name it gets once MF-009 and MF-011 are fixed."""
    name, title = text(asset.client.get("name")), bundle.section(Overview).title
    if name and title and not is_title_of(title, name):
        fix = asset.setting(f"{CLIENT}/name", title, N_("Use the listing's name"))
        yield asset.finding(f"{CLIENT}/name", name, title=title, fix=fix)


@oauth_client_check(
    "OA-017",
    Severity.ADVICE,
    N_("The description must explain what your product does with the access, in at least 20 characters."),
    name=N_("Vague description of the OAuth client"),
    applies_to="description",
    expected=N_("At least 20 characters, and not just the name"),
    bad="Access",
    good="Sends queue metrics and reads monitors to show their state.",
)
def has_description(asset: ClientFile, _: Bundle) -> Iterator[RawFinding]:
    """The description is long enough, and has a word that is neither in the name nor about clients in general."""
    description, name = (text(asset.client.get(key)).strip() for key in ("description", "name"))
    is_short = 0 < len(description) < MIN_CLIENT_DESCRIPTION
    if is_short or says_nothing(description, _EMPTY_WORDS, name) or _NOT_FINAL.search(description):
        yield asset.finding(f"{CLIENT}/description", description)


@check(
    code="OA-018",
    name=N_("OAuth client of another organisation"),
    severity=Severity.BLOCKER,
    message=N_("This OAuth client does not belong to your organisation. Use the ID of your own client."),
    stage=Stage.DEEP,
    optional_needs=(Need.CLIENTS,),
    fix=FixClass.SUGGESTED,
    applies_to="id",
    expected=N_("The UUID of one of your OAuth clients"),
    bad="the ID of another organisation's client",
    good="the ID that the portal assigned",
)
def has_own_client(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The ID is a UUID. If the organisation has created clients here, it is the ID of one of them."""
    pointer = f"{CLIENT}/id"
    for asset in files(bundle):
        client_id, client_ids = text(asset.at(pointer)), context.clients or frozenset()
        if client_id and (not is_uuid(client_id) or is_made_up_uuid(client_id)):
            message = N_("“{value}” is not a client ID. Copy the ID of your OAuth client.")
            yield asset.finding(pointer, client_id, message=message)
        elif client_id and client_ids and client_id not in client_ids:
            only = next(iter(client_ids)) if len(client_ids) == 1 else ""
            fix = asset.setting(pointer, only, N_("Use your client ID {id}"), id=only) if only else None
            yield asset.finding(pointer, client_id, fix=fix)
