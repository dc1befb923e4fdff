"""A finding shows the offending value, so that nobody has to guess it."""

import json

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with
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
    (finding,) = findings_with(listing(manifest={"/author/homepage": url}), "MF-031")

    assert render(finding.message).startswith(text)


@pytest.mark.parametrize(
    "value,text",
    [("", "“name” is empty in the OAuth client. Fill it in."), (None, "The OAuth client has no name. Add this key.")],
)
def test_key_of_a_client(value: str | None, text: str) -> None:
    client = {"id": "7e609702-7d7d-11ef-9fee-da7ad0900002", **({} if value is None else {"name": value})}
    bundle = listing(files={"assets/oauth_clients.json": json.dumps({"integration": client})})
    findings = [one for one in findings_in(bundle, "OA") if one.code == "OA-002" and one.value == "name"]

    assert [render(one.message) for one in findings] == [text]


def test_page_of_a_saved_view() -> None:
    bundle = listing(files={"assets/saved_views/a.json": json.dumps({"page": "map"})})
    (finding,) = findings_with(bundle, "SV-004")

    assert render(finding.message).startswith("“map” is not a known page. Use one of these: analytics, ")


@pytest.mark.parametrize(
    "code,file,content,text",
    [
        ("SV-003", "saved_views", {"type": ""}, '"" is not a type of saved view.'),
        ("SV-004", "saved_views", {"page": ""}, "“” is not a known page."),
    ],
)
def test_empty_value(code: str, file: str, content: dict[str, object], text: str) -> None:
    bundle = listing(files={f"assets/{file}/a.json": json.dumps(content)})
    (finding,) = findings_with(bundle, code)

    assert render(finding.message).startswith(text)


@pytest.mark.parametrize("title", [" Acme Gadget ", "\nAcme Gadget\n", "Acme\nGadget"])
def test_title_of_the_listing_is_shown_without_blanks_around_it(title: str) -> None:
    name = {"/assets/integration/source_type_name": "Zeta"}
    bundle = listing(manifest={"/tile/title": title, **name}, files={"CHANGELOG.md": "## 1.0.0 / 2025-03-01\n"})
    texts = {one.code: render(one.message) for one in (*findings_in(bundle, "RN"), *findings_in(bundle, "MF"))}

    assert "“# CHANGELOG - Acme Gadget”" in texts["RN-002"]
    assert "the tile title Acme Gadget." in texts["MF-040"]


@pytest.mark.parametrize(
    "pointer,value,code,text",
    [
        ("/tile/classifier_tags/0", " Category::Cloud ", "MF-018", '" Category::Cloud " is not a known tag.'),
        ("/assets/integration/metrics/prefix", "acme_widget. ", "MF-044", '"acme_widget. " must end with a dot.'),
        (
            "/assets/integration/metrics/metadata_path",
            " metadata.csv",
            "MF-046",
            '" metadata.csv" is not in the listing.',
        ),
    ],
)
def test_blanks_that_are_the_fault_are_shown(pointer: str, value: str, code: str, text: str) -> None:
    (finding,) = findings_with(listing(manifest={pointer: value}), code)

    assert text in render(finding.message)
