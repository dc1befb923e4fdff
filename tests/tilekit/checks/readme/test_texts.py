import pytest

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.readme.cases import (
    PAID,
    SETUP,
    SUPPORT,
    A,
    B,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    in_setup,
    name_of,
)
from tests.tilekit.listing import README, listing
from tilekit.checks.readme.markdown_text import markdown_texts, readme_of
from tilekit.core.messages import render

CASES = [
    case("RM-018", W, in_setup("Connect “your account."), (10, 9), SETUP, fixed_to='Connect "your account.'),
    case("RM-019", A, in_setup("Connect your cafés in 5 µs."), (10, 25), SETUP),
    case("RM-019", A, in_setup("Connect it©."), (10, 11), SETUP, fixed_to="Connect it(C)."),
    case(
        "RM-019",
        A,
        in_setup("Connect “your account."),
        (10, 9),
        SETUP,
        manifest=PAID,
        fixed_to='Connect "your account.',
    ),
    case("RM-037", B, README + "\n```yaml\na: 1\n", (42, 1), SUPPORT, fixed_to="a: 1\n```\n"),
    case("RM-037", B, README + "\n~~~yaml\na: 1", (42, 1), SUPPORT, fixed_to="a: 1\n~~~\n"),
    case("RM-038", A, in_setup("```\n{}\n```"), (10, 1), SETUP, fixed_to="```json\n{}\n```"),
    case(
        "RM-038",
        A,
        in_setup("```\nls\n```\n\n~~~\na: 1\n~~~"),
        (10, 1),
        SETUP,
        fixed_to="```shell\nls\n```\n\n~~~yaml\na",
    ),
    case("RM-038", A, in_setup("```\n// Begin\nconst a = begin();\n```"), (10, 1), SETUP),
    case("RM-038", A, in_setup("```\nlogging {\n  channel a;\n}\n```"), (10, 1), SETUP),
    case("RM-038", A, in_setup("```\n# Begin\nsudo apt-get a\n```"), (10, 1), SETUP, fixed_to="```shell\n# Begin"),
    case("RM-039", W, in_setup("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |"), (13, 1), SETUP),
    case("RM-040", A, in_setup("Connect your account. "), (10, 22), SETUP, fixed_to="Connect your account.\n"),
    case(
        "RM-040", A, in_setup("Connect your  \naccount.\t\n"), (10, 13), SETUP, fixed_to="Connect your<br>\naccount.\n"
    ),
    case("RM-040", A, in_setup("Connect it:  \n1. One  \n2. Two"), (10, 12), SETUP, fixed_to="it:\n1. One\n2. Two\n"),
    case("RM-040", A, in_setup("- One  \n  more\n- Two"), (10, 6), SETUP, fixed_to="- One<br>\n  more\n- Two\n"),
    case("RM-040", A, in_setup("| a |  \n|---|\n| b |"), (10, 6), SETUP, fixed_to="| a |\n|---|\n| b |\n"),
    case(
        "RM-040",
        A,
        README.replace("[1]: https://acme.example.org\n", "[1]: https://acme.example.org  \n"),
        (38, 30),
        "overview.overview_md",
        fixed_to="\n[1]: https://acme.example.org\n[2]: https:",
    ),
    case("RM-040", A, in_setup("Give `a\nb`  \nit"), (11, 3), SETUP, fixed_to="Give `a\nb`<br>\nit\n"),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_sign_of_one_kind_is_said_once() -> None:
    bundle = listing(readme=in_setup("Wait… and wait…"))

    finding = only_finding(bundle, "RM-018")

    assert (
        render(finding.message)
        == "“…” appears in 2 places and might not display correctly in the documentation. Replace it with plain "
        "text."
    )
    assert "Wait... and wait..." in fixed_text(bundle, finding)


def test_letters_have_no_fix_and_a_word_of_them_is_one_find() -> None:
    findings = findings_in(listing(readme=in_setup("Open 文字盤、then Nørd’s café.")), "RM")

    shown = [(one.code, one.message.parameters["c"], bool(one.fix)) for one in findings]
    assert shown == [
        ("RM-018", "文字盤", False),
        ("RM-018", "、", False),
        ("RM-018", "’", True),
    ]


JAPANESE = ("ウィジェットを接続します。", "設定を開きます、そして…", "保存します。", "確認を待ちます。", "終わりです。")
FRENCH = "Reliez l’été à côté, où l’hôtel gère déjà."


@pytest.mark.parametrize(
    "text", ["\n".join(JAPANESE), "\n\n".join(f"Step {n}. {line}" for n, line in enumerate(JAPANESE))]
)
def test_text_in_another_script_is_found_once(text: str) -> None:
    findings = findings_in(listing(readme=in_setup(text)), "RM")

    foreign = [one for one in findings if not one.fix]
    assert [(one.code, one.line, one.message.parameters) for one in foreign] == [("RM-018", 10, {"n": 5})]
    assert render(foreign[0].message).startswith("The text must be in English. 5 lines")
    assert [(one.code, one.message.parameters["c"]) for one in findings if one.fix] == [("RM-018", "…")]


def test_accented_letters_are_no_other_script() -> None:
    findings = findings_in(listing(readme=in_setup(FRENCH)), "RM")

    assert [(one.code, one.message.parameters["c"]) for one in findings] == [("RM-018", "’")]
    paid = findings_in(listing(manifest=PAID, readme=in_setup("Łódź, Ångström and Müller & Søn.")), "RM")
    assert [one for one in paid if one.code == "RM-019"] == []


def test_readme_beyond_100_kb_is_too_long_and_not_looked_at() -> None:
    finding = only_finding(listing(readme=README + "x" * 100_000), "RM-041")

    assert (finding.severity, finding.file) == (B, "README.md")


def test_markdown_field_beyond_60_000_characters() -> None:
    finding = only_finding(listing(readme=in_setup("Connect. " * 7000 + "End.")), "RM-041")

    assert (finding.severity, finding.path) == (B, SETUP)


def test_spaces_in_code_may_stay() -> None:
    assert findings_in(listing(readme=in_setup("```yaml\na: 1  \n```")), "RM") == []


def test_the_lines_are_cut_once_for_all_checks() -> None:
    bundle = listing()

    assert next(markdown_texts(bundle)) is readme_of(bundle)
