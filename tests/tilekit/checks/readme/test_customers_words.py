"""Texts of partners for their customers that are not faults."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import README, listing
from tilekit.checks.finding import Finding

TESTED_FIXES = ("RM-023",)


def found_in(text: str, *codes: str) -> list[Finding]:
    return [one for one in findings_in(listing(files={"README.md": text}), "RM") if one.code in codes]


@pytest.mark.parametrize("lead", ["<!-- vale off -->\n\n", '<p align="center"><img alt="A board"></p>\n\n'])
def test_an_overview_may_start_with_html_before_its_text(lead: str) -> None:
    text = README.replace("[Acme Widget][1] moves", f"{lead}[Acme Widget][1] moves")

    assert found_in(text, "RM-003") == []


def test_an_address_that_goes_on_with_a_paragraph_is_named_with_its_line() -> None:
    text = README.replace("[1]: https", "[^1]: A note.\n[0]: https://acme.example.org/a\n[1]: https")
    bundle = listing(files={"README.md": text})
    findings = [one for one in findings_in(bundle, "RM") if one.code in ("RM-023", "RM-029")]

    assert {one.code for one in findings} == {"RM-023"}
    assert findings[0].message.parameters["at"] == text.split("\n").index("[1]: https://acme.example.org") + 1
    assert "[^1]: A note.\n\n[0]: https" in fixed_text(bundle, findings[0])


@pytest.mark.parametrize(
    "line",
    [
        "Open http://localhost:8080/metrics in a browser.",
        "Open http://10.1.2.3:9200 in a browser.",
        "Sign in at https://<your-tenant>.acme.example/login.",
    ],
)
def test_an_address_that_only_the_customer_has_needs_no_link(line: str) -> None:
    assert found_in(in_setup(line), "RM-029") == []


@pytest.mark.parametrize(
    "line,after",
    [
        ("Go to https://<your-tenant>.acme.example/login.", "Go to `https://<your-tenant>.acme.example/login`."),
        ("Set (key=<value>) there.", "Set (`key=<value>`) there."),
        ("Use Array<T>, please.", "Use `Array<T>`, please."),
    ],
)
def test_a_placeholder_goes_into_code_with_the_word_around_it(line: str, after: str) -> None:
    bundle = listing(files={"README.md": in_setup(line)})
    (finding,) = findings_with(bundle, "RM-036")

    assert after in fixed_text(bundle, finding)


def test_a_placeholder_in_markup_has_no_fix() -> None:
    (finding,) = found_in(in_setup("Set **<value>** there."), "RM-036")

    assert finding.fix is None


@pytest.mark.parametrize(
    "line,is_found,is_fixed",
    [
        ("Access is just-in-time.", False, False),
        ("An easy-to-use product.", False, False),
        ("It is not just a queue.", False, False),
        ("See how easily it scales.", False, False),
        ("It is easy to use.", True, False),
        ("Tell us, please.", True, False),
        ("Then simply sign in.", True, True),
    ],
)
def test_a_word_goes_only_where_the_sentence_stays_one(line: str, is_found: bool, is_fixed: bool) -> None:
    findings = found_in(in_setup(line), "RM-046")

    assert (bool(findings), any(one.fix for one in findings)) == (is_found, is_fixed)


@pytest.mark.parametrize("text", ["Edit acme_widget.toml there.", "```sql\nSELECT * FROM acme_widget.events;\n```"])
def test_files_and_code_that_share_the_prefix_are_no_metrics(text: str) -> None:
    assert found_in(in_setup(text), "RM-042") == []


def test_a_table_that_a_command_prints_is_no_shell() -> None:
    bundle = listing(files={"README.md": in_setup("```\n+----+\n| id |\n```")})
    (finding,) = findings_with(bundle, "RM-038")

    assert "```text\n+----+" in fixed_text(bundle, finding)
