import pytest

from tilekit.core.field import Json
from tilekit.sections import section_of
from tilekit.sections.access_gains import Access, AccessKind, access_in, access_of, hosts_in


@pytest.mark.parametrize(
    "text, hosts",
    [
        ("See https://docs.acme.example/start.", ["docs.acme.example"]),
        ("See [the guide](HTTPS://Docs.Acme.example).", ["docs.acme.example"]),
        ("<http://acme.example:8080>, `wss://live.acme.example`", ["acme.example", "live.acme.example"]),
        ("https://user:secret@inner.example/path?next=https://other.example", ["inner.example", "other.example"]),
        ("Write to help@acme.example or visit www.acme.example.", ["acme.example", "www.acme.example"]),
        (r'{"url": "https:\/\/escaped.example\/x"}', ["escaped.example"]),
        ("https://{region}.acme.example", ["{region}.acme.example"]),
        ("https://[2001:DB8::1]:8080/x and http://[::1]/", ["2001:db8::1", "::1"]),
        ("support.@evil.example", ["evil.example"]),
        ("it's!@Evil.example", ["evil.example"]),
        ("https://acme.example'@evil.example/", ["evil.example", "acme.example"]),
        ("https://evil.example\\@acme.example", ["evil.example"]),
        ("See https://evil.example\\@acme.example", ["evil.example"]),
        ("a@one.example.https://two.example", ["one.example.https", "two.example"]),
        ("@media 3/4 a@b key:value docs.acme.example", []),
    ],
)
def test_hosts_are_those_of_addresses(text: str, hosts: list[str]) -> None:
    assert list(hosts_in(text)) == hosts


def test_access_of_a_listing_has_scopes_hosts_and_data() -> None:
    values: dict[str, dict[str, Json]] = {
        "configuration": {
            "oauth_scopes": [{"key": "a", "scope": "metrics_read", "reason": "For https://acme.example"}],
            "oauth_redirect_uris": ["https://login.acme.example/done"],
        },
        "data": {"submitted_data_types": ["Logs"], "other_queried_data": ["Security events"]},
    }
    documents = {key: section_of(key)(document) for key, document in values.items()}

    assert access_of(documents) == {
        Access(kind=AccessKind.SCOPE, name="metrics_read"),
        Access(kind=AccessKind.HOST, name="acme.example"),
        Access(kind=AccessKind.HOST, name="login.acme.example"),
        Access(kind=AccessKind.SUBMITTED_DATA, name="Logs"),
        Access(kind=AccessKind.QUERIED_DATA, name="Security events"),
    }


@pytest.mark.parametrize(
    "path, value",
    [
        ("configuration.oauth_scopes[a]", {"scope": "logs_read", "reason": ""}),
        ("configuration.oauth_scopes[a].scope", "logs_read"),
        ("configuration.oauth_scopes", [{"scope": "logs_read"}]),
    ],
)
def test_scope_counts_in_every_kind_of_change(path: str, value: Json) -> None:
    assert list(access_in(path, value)) == [Access(kind=AccessKind.SCOPE, name="logs_read")]


def test_reason_for_a_scope_is_no_scope() -> None:
    assert list(access_in("configuration.oauth_scopes[a].reason", "We read logs.")) == []
