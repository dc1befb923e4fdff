"""assets/oauth_clients.json: converting between fields and the file loses nothing."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.shared import LISTINGS
from tests.tilekit.json_values import STORABLE_SIGNS
from tests.tilekit.scaffold.bare import bare_parts
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.scaffold.oauth import read_oauth, write_oauth

TEXT, SHORT = st.text(STORABLE_SIGNS, max_size=6), st.text(STORABLE_SIGNS, min_size=1, max_size=3)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "oauth_client_id": TEXT,
        "oauth_name": TEXT,
        "oauth_description": TEXT,
        "oauth_onboarding_url": TEXT,
        "oauth_redirect_uris": st.lists(SHORT, max_size=3),
        "oauth_scopes": st.lists(st.fixed_dictionaries({"scope": SHORT}), max_size=3),
    },
).map(lambda values: {"configuration": values})
BASES = st.sampled_from(
    [
        b'{"integration": {"scopes": ["api_keys_write"], "name": "Acme", "own": 1}}',
        b'{\n    "integration": {\n        "redirect_uris": "x",\n        "id": 5\n    }\n}',
        b'{"integration": []}',
        b"[]",
        b"{",
    ]
)


@given(PARTS, st.none() | BASES)
def test_written_client_reads_back_as_its_fields(parts: FieldsBySection, base: bytes | None) -> None:
    assert bare_parts(read_oauth(write_oauth(parts, base))) == bare_parts(parts)


@given(BASES)
def test_written_client_with_its_own_fields_keeps_every_byte(base: bytes) -> None:
    assert write_oauth(read_oauth(base), base) == base


def test_clients_of_the_listings_keep_every_byte() -> None:
    for path in sorted(LISTINGS.glob("*/assets/oauth_clients.json")):
        base = path.read_bytes()
        parts = read_oauth(base)
        assert write_oauth(parts, base) == base
        assert bare_parts(read_oauth(write_oauth(parts, None))) == bare_parts(parts)


def test_changed_scopes_leave_the_rest_of_the_file_alone() -> None:
    base = b'{"integration": {"scopes": ["api_keys_write"], "name": "Acme", "own": 1}}'
    parts = read_oauth(base)
    parts["configuration"]["oauth_scopes"] = [{"scope": "api_keys_write"}, {"scope": "metrics_read", "reason": "why"}]

    written = write_oauth(parts, base)

    assert written == b'{"integration": {"scopes": ["api_keys_write", "metrics_read"], "name": "Acme", "own": 1}}'


def test_new_client_says_what_it_is_for() -> None:
    written = json.loads(write_oauth({"configuration": {"oauth_name": "Acme"}}, None))

    assert written == {"integration": {"name": "Acme", "client_role": "integration"}}
