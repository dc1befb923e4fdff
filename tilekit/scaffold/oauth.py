"""Converts assets/oauth_clients.json to the fields of the OAuth client and back. It never contains the secret."""

from collections import Counter
from copy import deepcopy

from tilekit.core.fields import Json
from tilekit.parse.json_values import value_at
from tilekit.scaffold.json_edit import edited_json, is_same, written_json
from tilekit.scaffold.manifest import FieldsBySection, parsed_or_none
from tilekit.scaffold.pointers import put_at, remove_at
from tilekit.scaffold.rows import is_empty_value, row_key

OAUTH_SECTION = "configuration"
# pointer -> field
CLIENT_FIELDS = {
    "/integration/id": "oauth_client_id",
    "/integration/name": "oauth_name",
    "/integration/description": "oauth_description",
    "/integration/client_role": "",
    "/integration/onboarding_url": "oauth_onboarding_url",
    "/integration/redirect_uris": "oauth_redirect_uris",
    "/integration/scopes": "oauth_scopes",
}


def read_oauth(data: bytes) -> FieldsBySection:
    """The fields of the client; none if the file is broken."""
    document = parsed_or_none(data)
    fields = (
        {field: _document_value(field, value_at(document.value, pointer)) for pointer, field in CLIENT_FIELDS.items()}
        if document
        else {}
    )
    return {OAUTH_SECTION: {field: value for field, value in fields.items() if field and not is_empty_value(value)}}


def write_oauth(parts: FieldsBySection, base: bytes | None) -> bytes:
    """The file with these fields: the base with only the differences changed, or a new file."""
    document = parsed_or_none(base) if base is not None else None
    old = read_oauth(base) if base is not None else {}
    changed = [
        pointer
        for pointer, field in CLIENT_FIELDS.items()
        if field and not is_same(_client_value(field, parts), _client_value(field, old))
    ]
    if base is not None and not changed:
        return base
    if document is None or not isinstance(document.value, dict):
        return written_json(_new_client(parts))
    value = deepcopy(document.value)
    for pointer in changed:
        new = _client_value(CLIENT_FIELDS[pointer], parts)
        if new is None:
            remove_at(value, pointer)
        else:
            put_at(value, pointer, new)
    return edited_json(document, value)


def _new_client(parts: FieldsBySection) -> dict[str, Json]:
    value: dict[str, Json] = {}
    for pointer, field in CLIENT_FIELDS.items():
        new = _client_value(field, parts) if field else "integration"
        if new is not None:
            put_at(value, pointer, new)
    return value


def _document_value(field: str, raw: Json) -> Json:
    if field != "oauth_scopes" or not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        return raw
    taken: Counter[str] = Counter()
    return [{"key": row_key(str(scope), taken), "scope": scope} for scope in raw if scope]


def _client_value(field: str, parts: FieldsBySection) -> Json:
    value = parts.get(OAUTH_SECTION, {}).get(field)
    if field == "oauth_scopes" and isinstance(value, list) and all(isinstance(item, dict) for item in value):
        scopes = [item.get("scope") for item in value if isinstance(item, dict)]
        value = [scope for scope in scopes if not is_empty_value(scope)]
    return None if is_empty_value(value) else value
