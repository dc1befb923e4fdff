import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with
from tests.tilekit.checks.manifest.cases import INTEGRATION, A, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import REMOVED, listing
from tilekit.core.messages import render

LONG = "Monitor queue depth and consumers of Acme Widget and of everything else you have"
PAID = {
    "/pricing": [{"billing_type": "flat_fee", "unit_price": 10}],
    "/author/vendor_id": "acme",
    "/author/sales_email": "sales@acme.example",
}
CASES = [
    case(
        "MF-009",
        B,
        {"/tile/title": "A" * 51, f"{INTEGRATION}/source_type_name": "A" * 51},
        '"title"',
        "/tile/title",
        path="overview.title",
    ),
    case(
        "MF-009",
        B,
        {"/tile/title": "Acme Widget ", f"{INTEGRATION}/source_type_name": "Acme Widget "},
        '"title"',
        "/tile/title",
        path="overview.title",
        fixed_to='"title": "Acme Widget"',
    ),
    case(
        "MF-009",
        B,
        {"/tile/title": "Acme\tWidget", f"{INTEGRATION}/source_type_name": "Acme\tWidget"},
        '"title"',
        "/tile/title",
        path="overview.title",
        fixed_to='"title": "Acme Widget"',
    ),
    *(
        case(
            "MF-009",
            B,
            {"/tile/title": title, f"{INTEGRATION}/source_type_name": title},
            '"title"',
            "/tile/title",
            path="overview.title",
            fixed_to='"title": "Acme Widget"',
        )
        for title in ("Acme\u202e Widget", "Ac\u200bme Widget", "Acme\u2028Widget", "Acme \u2066Widget\u2069")
    ),
    case("MF-009", B, {"/tile/title": REMOVED}, '"tile": {', "/tile/title", path="overview.title"),
    case(
        "MF-011",
        A,
        {"/tile/title": "Acme Widget Integration", f"{INTEGRATION}/source_type_name": "Acme Widget Integration"},
        '"title"',
        "/tile/title",
        path="overview.title",
        fixed_to='"title": "Acme Widget"',
    ),
    case(
        "MF-011",
        A,
        {"/tile/title": "Acme Widget 2.1", f"{INTEGRATION}/source_type_name": "Acme Widget 2.1"},
        '"title"',
        "/tile/title",
        path="overview.title",
        fixed_to='"title": "Acme Widget"',
    ),
    case(
        "MF-012",
        B,
        {"/tile/description": "  "},
        '"description"',
        "/tile/description",
        path="overview.short_description",
    ),
    case(
        "MF-013",
        W,
        {"/tile/description": LONG + "!"},
        '"description"',
        "/tile/description",
        path="overview.short_description",
    ),
    case(
        "MF-014",
        W,
        {"/tile/description": LONG[:71], **PAID},
        '"description"',
        "/tile/description",
        path="overview.short_description",
    ),
    case(
        "MF-015",
        A,
        {"/tile/description": "monitor queue depth"},
        '"description"',
        "/tile/description",
        path="overview.short_description",
        fixed_to='"Monitor queue depth"',
    ),
    case(
        "MF-016",
        A,
        {"/tile/description": "Monitor queue depth ."},
        '"description"',
        "/tile/description",
        path="overview.short_description",
        fixed_to='"Monitor queue depth"',
    ),
    case(
        "MF-017",
        A,
        {"/tile/description": "Acme widget"},
        '"description"',
        "/tile/description",
        path="overview.short_description",
    ),
    case(
        "MF-058",
        W,
        {"/author/name": "Acme’s"},
        '"name": "Acm',
        "/author/name",
        path="overview.vendor_name",
    ),
    case(
        "MF-058",
        W,
        {"/tile/description": "Monitor queue depth – and consumers"},
        '"description"',
        "/tile/description",
        path="overview.short_description",
        fixed_to='"Monitor queue depth - and consumers"',
    ),
]


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u0301", "\U000e0041"])
def test_character_without_a_look_is_named_by_its_number(sign: str) -> None:
    bundle = listing(manifest={"/tile/description": f"Monitor queue{sign} depth"})
    finding = next(one for one in findings_in(bundle, "MF") if one.code == "MF-058")

    assert render(finding.message).startswith(
        f"The character “U+{ord(sign):04X}” might not display correctly everywhere."
    )


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize(
    "changes",
    [
        {"/tile/title": "ngrok", "/tile/description": "ngrok tunnels and their requests"},
        {"/tile/title": "Etcd", "/app_id": "etcd", "/tile/description": "etcd's members and leader"},
        {"/tile/description": "k6 load tests"},
        {"/tile/description": "kubectl plugins and their errors"},
        {"/tile/description": "dbt jobs and their freshness"},
        {"/tile/title": "Acme™"},
        {"/tile/description": ".NET applications and their threads"},
        {"/tile/description": "iOS crashes by version"},
        {"/tile/description": "Queues and consumers of Acme Inc."},
        {"/tile/description": "Queues, consumers, producers, etc."},
        {"/tile/title": "Acme Integration Cloud"},
    ],
)
def test_name_that_is_written_otherwise_is_left_alone(changes: dict[str, object]) -> None:
    reported = {one.code for one in findings_in(listing(manifest=changes), "MF")}

    assert reported & {"MF-011", "MF-015", "MF-016"} == set()


@pytest.mark.parametrize("title", ["Acme Integration", "Acme for Datadog", "Acme 2.1", "Acme Integration v2"])
def test_words_around_the_name_of_the_product_are_told(title: str) -> None:
    (finding,) = findings_with(listing(manifest={"/tile/title": title}), "MF-011")

    assert finding.fix is not None
    assert finding.fix.title.parameters == {"name": "Acme"}


@pytest.mark.parametrize(
    "title,message",
    [
        ("Acme 2.1", "The tile title contains a version number. Remove it."),
        ("Acme \U0001f680", "The tile title contains an emoji. Remove it."),
        ("Acme Integration v2", "The tile title contains a version number. Remove it."),
        ("Acme for Datadog", "The tile title contains “integration” or “for Datadog”. Use only the product name."),
    ],
)
def test_message_names_what_the_name_is_to_lose(title: str, message: str) -> None:
    (finding,) = findings_with(listing(manifest={"/tile/title": title}), "MF-011")

    assert render(finding.message) == message


@pytest.mark.parametrize("pointer", ["/tile/title", "/author/name", "/tile/description"])
@pytest.mark.parametrize("name", ["Nørd", "Société Acme", "Überwachung", "Łódź Cloud"])
def test_letters_of_a_name_have_no_fix(pointer: str, name: str) -> None:
    findings = findings_with(listing(manifest={pointer: name}), "MF-058")

    assert [one.fix for one in findings] == [None]


def test_a_sign_that_belongs_to_a_name_has_no_fix() -> None:
    findings = findings_with(listing(manifest={"/tile/title": "Acme™"}), "MF-058")

    assert [one.fix for one in findings] == [None]


@pytest.mark.parametrize(
    "description, is_told",
    [
        ("AW integration", True),
        ("acme-widget description.", True),
        ("The acme_widget integration for Datadog", True),
        ("Widgets of Acme in order", False),
        ("AW queues and consumers", False),
        ("Acme Widget descriptions as tags", False),
    ],
)
def test_a_description_of_only_names_says_nothing(description: str, is_told: bool) -> None:
    codes = {finding.code for finding in findings_in(listing(manifest={"/tile/description": description}), "MF")}

    assert ("MF-017" in codes) == is_told
