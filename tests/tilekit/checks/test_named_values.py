"""A finding shows the offending value, so that nobody has to guess it."""

import json

import pytest

from tests.tilekit.checks.check_runs import findings
from tests.tilekit.listing import listing
from tilekit.core.messages import render


@pytest.mark.parametrize(
    "url,text",
    [
        ("acme.com", "“acme.com” is not a full web address. It must start with https://."),
        ("ftp://acme.com", "“ftp://acme.com” is not a full web address. It must start with https://."),
        ("http://localhost:80", "Customers cannot open “http://localhost:80”."),
        (" https://acme.com", "“ https://acme.com” starts or ends with a space. Remove it."),
        ("", "Enter the full web address of your company"),
    ],
)
def test_home_page(url: str, text: str) -> None:
    (found,) = [one for one in findings(listing(manifest={"/author/homepage": url}), "MF") if one.code == "MF-031"]

    assert render(found.message).startswith(text)


@pytest.mark.parametrize(
    "value,text",
    [("", "“name” is empty in the OAuth client. Fill it in."), (None, "The OAuth client has no name. Add this key.")],
)
def test_key_of_a_client(value: str | None, text: str) -> None:
    client = {"id": "7e609702-7d7d-11ef-9fee-da7ad0900002", **({} if value is None else {"name": value})}
    bundle = listing(files={"assets/oauth_clients.json": json.dumps({"integration": client})})
    found = [one for one in findings(bundle, "OA") if one.code == "OA-002" and one.value == "name"]

    assert [render(one.message) for one in found] == [text]


def test_page_of_a_saved_view() -> None:
    bundle = listing(files={"assets/saved_views/a.json": json.dumps({"page": "map"})})
    (found,) = [one for one in findings(bundle, "SV") if one.code == "SV-004"]

    assert render(found.message).startswith("“map” is not a known page. Use one of these: analytics, ")


@pytest.mark.parametrize(
    "code,file,content,text",
    [
        ("SV-003", "saved_views", {"type": ""}, '"" is not a type of saved view.'),
        ("SV-004", "saved_views", {"page": ""}, "“” is not a known page."),
    ],
)
def test_empty_value(code: str, file: str, content: dict[str, object], text: str) -> None:
    bundle = listing(files={f"assets/{file}/a.json": json.dumps(content)})
    (found,) = [one for one in findings(bundle, code[:2]) if one.code == code]

    assert render(found.message).startswith(text)
