"""Subject LG: each check on a logo with only that fault."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.listing import listing, png
from tilekit.bundle import Bundle
from tilekit.checks.finding import Scope, Severity
from tilekit.core.messages import render
from tilekit.media.svg import faults
from tilekit.media.svg.faults import Fault

TESTED_FIXES = ("LG-020",)
LOGO = "assets/logos/acme_widget.svg"
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80">\n'
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER


def with_logo(data: str | bytes) -> Bundle:
    return listing(files={LOGO: data})


@pytest.mark.parametrize(
    "code,severity,inner,has_fix",
    [
        ("LG-003", BLOCKER, "<script>alert(1)</script>", True),
        ("LG-004", BLOCKER, '<rect onclick="alert(1)"/>', True),
        ("LG-005", BLOCKER, "<foreignObject/>", True),
        ("LG-006", BLOCKER, '<image href="https://evil.example/a.png"/>', True),
        ("LG-008", BLOCKER, "<style>@import 'https://evil.example/a.css';</style>", True),
        ("LG-009", WARNING, '<image href="data:image/png;base64,AAAA"/>', False),
        ("LG-010", WARNING, "<text>Acme</text>", False),
        ("LG-011", WARNING, '<animate attributeName="x"/>', True),
    ],
)
def test_what_should_not_be_in_a_logo_is_told_with_its_line(
    code: str, severity: Severity, inner: str, has_fix: object
) -> None:
    bundle = with_logo(f"{OPEN}{inner}\n</svg>\n")
    finding = only_finding(bundle, code)

    assert (finding.severity, finding.file, finding.line) == (severity, LOGO, 2)
    assert finding.path == "overview.logo_light"
    assert (finding.fix is not None) == has_fix
    if has_fix:
        assert findings_in(with_logo(fixed_text(bundle, finding)), "LG") == []


@pytest.mark.parametrize(
    "code,severity,data",
    [
        ("LG-002", BLOCKER, f"{OPEN}<g></svg>"),
        ("LG-002", BLOCKER, '<svg viewBox="0 0 9 3"/>'),
        ("LG-007", WARNING, f"<!DOCTYPE svg>\n{OPEN}</svg>"),
        ("LG-012", WARNING, '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"/>'),
        ("LG-012", WARNING, '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("LG-013", ADVICE, OPEN.replace("240", "81") + "</svg>"),
        ("LG-014", ADVICE, OPEN.replace("240", "800") + "</svg>"),
        ("LG-017", ADVICE, f"{OPEN}<desc>{'x' * 51_000}</desc></svg>"),
        ("LG-018", BLOCKER, f"{OPEN}<desc>{'x' * 501_000}</desc></svg>"),
        ("LG-018", BLOCKER, OPEN + "<g>" * 60 + "</g>" * 60 + "</svg>"),
        ("LG-019", BLOCKER, png(24, 8)),
    ],
)
def test_a_logo_of_the_wrong_shape_is_told(code: str, severity: Severity, data: str | bytes) -> None:
    finding = only_finding(with_logo(data), code)

    assert (finding.severity, finding.file, finding.path) == (severity, LOGO, "overview.logo_light")


def test_waivers_of_unreadable_logos_stay_when_the_reason_is_reworded(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = with_logo(f"{OPEN}<g></svg>")
    before = only_finding(broken, "LG-002").fingerprint
    monkeypatch.setattr(faults, "_TEXT_BY_FAULT", {**faults._TEXT_BY_FAULT, Fault.TAGS_DIFFER: "two tags do not match"})
    after = only_finding(with_logo(f"{OPEN}<g></svg>"), "LG-002")

    assert render(after.message).endswith("two tags do not match. Export it again.")
    assert after.fingerprint == before == "9f808d5f9e0203e4"


def test_a_logo_without_a_view_box_gets_one_from_its_sides() -> None:
    bundle = with_logo('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"/>')

    assert 'viewBox="0 0 90 30"' in fixed_text(bundle, only_finding(bundle, "LG-012"))


def test_a_submission_has_a_logo_and_a_folder_may_lack_one() -> None:
    bundle = listing(files={LOGO: None})
    finding = only_finding(bundle, "LG-001", scope=Scope.SUBMISSION)

    assert (finding.severity, finding.path) == (BLOCKER, "overview.logo_light")
    assert findings_in(bundle, "LG") == []


def test_pictures_that_are_no_logo_may_have_any_shape() -> None:
    square = OPEN.replace("240", "80") + "</svg>"

    assert findings_in(listing(files={"images/sign.svg": square}), "LG") == []


def test_the_old_picture_set_keeps_its_sizes() -> None:
    finding = only_finding(listing(files={"logos/avatars-bot.png": png(64, 64)}), "LG-020")

    assert (finding.severity, finding.file) == (ADVICE, "logos/avatars-bot.png")
    assert findings_in(listing(files={"logos/avatars-bot.png": png(128, 128)}), "LG") == []


SVG_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" '
PAIR = "assets/logos/acme_widget_dark.svg"


def plain(fill: str, box: str = "0 0 240 80", more: str = "") -> str:
    return f'{SVG_OPEN}{more}viewBox="{box}"><path d="M10 10h220v60H10z" fill="{fill}"/></svg>\n'


@pytest.mark.parametrize(
    "box,more,tight",
    [
        ("0 0 240 200", "", 'viewBox="5.48571 6.2'),
        ("-100 0 340 80", "", 'viewBox="2.66'),
        ("0 0 240 200", 'width="480px" height="400" ', 'width="458.057px" height="135.'),
    ],
)
def test_wide_margins_are_told_and_cropped(box: str, more: str, tight: str) -> None:
    bundle = with_logo(plain("#7a3cff", box, more))
    findings_by_code = {finding.code: finding for finding in findings_in(bundle, "LG")}
    finding = findings_by_code["LG-015"]
    text = fixed_text(bundle, finding)

    assert (finding.severity, finding.file, finding.path) == (ADVICE, LOGO, "overview.logo_light")
    assert tight in text
    assert "LG-015" not in {finding.code for finding in findings_in(with_logo(text), "LG")}


def test_a_logo_with_text_is_never_cropped_to_what_is_beside_the_text() -> None:
    text = f'{SVG_OPEN}viewBox="0 0 240 80"><path d="M0 0h40v80H0z"/><text x="50" y="50">Acme Widget</text></svg>\n'

    assert {"LG-010"} == {finding.code for finding in findings_in(with_logo(text), "LG")}


@pytest.mark.parametrize(
    "fill,ground",
    [
        ("#ffffff", "a white background"),
        ("#fafafa", "a white background"),
        ("#000000", "a dark background"),
        ("#101018", "a dark background"),
    ],
)
def test_a_logo_that_cannot_be_seen_is_told(fill: str, ground: str) -> None:
    finding = only_finding(with_logo(plain(fill)), "LG-016")

    assert (finding.severity, finding.path) == (WARNING, "overview.logo_light")
    assert str(finding.message.parameters["ground"]).count(ground) == 1
    assert ("Upload a “Wordmark logo (dark)”" in finding.message.id) == (ground == "a dark background")


def test_each_of_two_logos_is_seen_on_its_own_page() -> None:
    fine = listing(files={LOGO: plain("#000000"), PAIR: plain("#ffffff")})
    swapped = listing(files={LOGO: plain("#ffffff"), PAIR: plain("#000000")})

    assert [finding.code for finding in findings_in(fine, "LG")] == []
    assert [(finding.code, finding.file) for finding in findings_in(swapped, "LG")] == [
        ("LG-016", LOGO),
        ("LG-016", PAIR),
    ]
    assert all("swapped" in finding.message.id for finding in findings_in(swapped, "LG"))


def test_a_logo_on_a_plate_of_its_own_can_be_seen() -> None:
    plate = f'{OPEN}<path d="M0 0h240v80H0z" fill="#fff"/><path d="M10 10h220v60H10z" fill="#000"/></svg>'

    assert findings_in(with_logo(plate), "LG") == []


@pytest.mark.parametrize("size", ['width="240" height="80"', "height='80px' width='240px'"])
def test_a_view_box_is_added_and_nothing_else_is_changed(size: str) -> None:
    drawing = f'{OPEN}<path d="M10 10h220v60H10z" fill="#7a3cff"/></svg>\n'
    bundle = with_logo(drawing.replace('viewBox="0 0 240 80"', size))
    finding = only_finding(bundle, "LG-012")

    assert fixed_text(bundle, finding) == drawing.replace("viewBox", f"{size} viewBox")
