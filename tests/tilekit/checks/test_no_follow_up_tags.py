"""Tags, plans, clients and images: one fault is one finding."""

import pytest

from tests.tilekit.checks.files.test_oauth import GOOD as CLIENT
from tests.tilekit.checks.files.test_oauth import with_client
from tests.tilekit.checks.files.test_paid import PLAN, paid
from tests.tilekit.checks.json_files import changed
from tests.tilekit.listing import CHANGELOG, MANIFEST, README, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks

TAGS = "/tile/classifier_tags"
LOGS = README.replace("## Uninstallation", "### Log collection\n\nForward them.\n\n## Uninstallation")


def codes(bundle: Bundle) -> list[str]:
    return sorted(one.code for one in run_checks(bundle, Context()).findings)


@pytest.mark.parametrize("tags", [{}, "Category::Cloud", {"0": "Category::Cloud"}])
def test_tags_that_are_no_list_are_one_finding(tags: object) -> None:
    (finding,) = run_checks(listing(manifest={TAGS: tags}), Context()).findings

    assert (finding.code, finding.pointer) == ("MF-018", TAGS)


@pytest.mark.parametrize("number", range(5))
def test_a_group_of_another_spelling_is_the_group_that_is_meant(number: int) -> None:
    tag = MANIFEST["tile"]["classifier_tags"][number]  # type: ignore[index]
    group, value = tag.split("::")

    assert codes(listing(manifest={f"{TAGS}/{number}": f"{group.lower()}::{value}"})) == ["MF-018"]


def test_where_no_category_is_chosen_none_is_missed_by_name() -> None:
    assert codes(listing(manifest={TAGS: MANIFEST["tile"]["classifier_tags"][2:]}, readme=LOGS)) == ["MF-020"]  # type: ignore[index]
    assert codes(listing(readme=LOGS)) == ["XC-008"]


def test_a_home_page_without_a_public_host_is_not_told_to_use_https() -> None:
    assert codes(listing(manifest={"/author/homepage": "http://localhost:8080"})) == ["MF-031"]


def test_an_empty_price_list_is_one_finding() -> None:
    bundle = paid([])
    findings = [one for one in run_checks(bundle, Context()).findings if one.code.startswith("PR")]

    assert [(one.code, one.pointer) for one in findings] == [("PR-001", "/pricing")]


@pytest.mark.parametrize("title, code", [("Support", "RM-009"), ("Uninstallation", "RM-010")])
def test_a_section_that_a_paid_listing_lacks_is_not_missed_in_the_manifest_too(title: str, code: str) -> None:
    start = README.index(f"## {title}\n")
    end = README.find("\n## ", start) + 1 or len(README)
    good = paid(PLAN)
    readme = README[:start] + README[end:]
    bundle = listing(readme=readme, files={path: good.files[path] for path in ("manifest.json", "assets/eula.pdf")})

    assert {"MF-027", code} & set(codes(bundle)) == {code}


def test_a_client_without_form_is_told() -> None:
    values = ({"integration": []}, {"client": {"redirect_uris": []}})
    findings = [one for value in values for one in run_checks(with_client(value), Context()).findings]

    reported = [(one.code, one.pointer) for one in findings if one.code[:2] == "OA"]
    assert reported == [("OA-002", "/integration"), ("OA-002", "/client")]


def test_a_placeholder_in_place_of_the_clients_id_is_one_finding() -> None:
    bundle = with_client(changed(CLIENT, {"/integration/id": "TBC"}))

    assert {"OA-018", "GEN-009"} & set(codes(bundle)) == {"OA-018"}


def test_a_picture_is_not_called_unused_while_the_carousel_names_one_that_is_not_there() -> None:
    lost = {"/tile/media/0/image_url": "images/overwiev.png"}

    assert codes(listing(manifest=lost)) == ["IM-010"]


@pytest.mark.parametrize(
    "pointer, code",
    [
        ("/app_id", "MF-004"),
        ("/display_on_public_website", "MF-037"),
        ("/tile/description", "MF-012"),
        ("/tile/media/0/caption", "IM-003"),
        ("/author/name", "MF-030"),
        ("/author/homepage", "MF-031"),
        ("/author/sales_email", "MF-034"),
        ("/assets/integration/source_type_name", "MF-039"),
        ("/assets/integration/metrics", "MF-046"),
        ("/assets/integration/metrics/prefix", "MF-043"),
        ("/assets/integration/metrics/check", "MF-047"),
    ],
)
def test_a_value_of_another_shape_is_one_finding(pointer: str, code: str) -> None:
    assert codes(listing(manifest={pointer: 5})) == [code]


def test_a_shape_that_nobody_else_speaks_of_is_told() -> None:
    assert "FD-006" in codes(listing(manifest={"/assets/dashboards": 5}))


def test_a_kind_of_change_without_text_is_told_of_a_folder_too() -> None:
    bundle = listing(files={"CHANGELOG.md": CHANGELOG.replace("* Initial release\n", "")})
    (finding,) = run_checks(bundle, Context()).findings

    assert (finding.code, finding.line) == ("RN-008", 5)
