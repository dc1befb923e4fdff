import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.readme.cases import (
    SETUP,
    A,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    in_setup,
    name_of,
)
from tests.tilekit.listing import listing

TESTED_FIXES = ("RM-044",)
LOGS = {"/tile/classifier_tags/-": "Submitted Data Type::Logs"}
AGENT = {"/assets/integration/configuration": {"spec": "assets/configuration/spec.yaml"}}
OAUTH = {"/assets/oauth": "assets/oauth_clients.json"}
CLIENT = {"assets/oauth_clients.json": '{"integration": {"id": "1", "name": "x", "client_role": "integration"}}'}
NO_SITE = in_setup("Send to api.us3.datadoghq.com.").replace(
    "3. Choose the site that your organization uses.", "3. Go on."
)
SPEC = {"assets/configuration/spec.yaml": "name: a\n"}
CASES = [
    case("RM-042", A, in_setup("Watch `acme_widget.queue.depht` grow."), (10, 8), SETUP),
    case("RM-043", W, in_setup("To send logs, create an application key."), (10, 25), SETUP, manifest=LOGS),
    case("RM-043", W, in_setup("Send us your API key in a ticket."), (10, 1), SETUP),
    case(
        "RM-044",
        A,
        in_setup("Restart the Agent."),
        (8, 1),
        SETUP,
        manifest=AGENT,
        files={"assets/configuration/spec.yaml": "name: a\n"},
    ),
    case("RM-045", A, NO_SITE, (10, 9), SETUP, manifest=OAUTH, files=CLIENT),
    case("RM-046", A, in_setup("It is simply there."), (10, 7), SETUP, fixed_to="It is there."),
    case("RM-046", A, in_setup("Please open it."), (10, 1), SETUP),
    case("RM-046", A, in_setup("Set it up quickly and easily here."), (10, 23), SETUP),
    case("RM-046", A, in_setup("It is easy to do."), (10, 7), SETUP),
    case("RM-046", A, in_setup("Connect it easily."), (10, 12), SETUP),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize(
    "text",
    [
        "Watch `acme_widget.queue.depth`.",
        "Watch `acme_widget.queue.*`.",
        "See https://acme_widget.io/x",
        "Read `acme_widget.yaml`.",
        "The `acme_widget.queue` metrics.",
    ],
)
def test_name_that_is_no_unlisted_metric(text: str) -> None:
    codes = [finding.code for finding in findings_in(listing(readme=in_setup(text)), "RM")]

    assert "RM-042" not in codes


def test_words_in_code_may_stay() -> None:
    assert findings_in(listing(readme=in_setup("Run `just build`.")), "RM") == []


def test_hosts_of_several_sites_are_fine() -> None:
    readme = NO_SITE.replace("api.us3.datadoghq.com", "api.us3.datadoghq.com or api.datadoghq.eu")

    assert findings_in(listing(readme=readme, manifest=OAUTH, files=CLIENT), "RM") == []


@pytest.mark.parametrize(
    "text",
    [
        "Names begin with `acme_widget.queue`.",
        "Filter by acme_widget.queue_*.",
        "| `acme_widget.zone` | a |\n| --- | --- |",
    ],
)
def test_beginning_of_a_name_and_a_cell_of_a_table_are_no_metric(text: str) -> None:
    findings = findings_in(listing(readme=in_setup(text)), "RM")

    assert "RM-042" not in [one.code for one in findings]
