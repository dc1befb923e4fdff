"""Fixes of images: applied in memory, each removes its finding and doesn't damage the rest of the listing."""

import json
from collections.abc import Callable

import pytest
from PIL import Image

from tests.tilekit.checks.check_runs import FIRST, findings_in, findings_with
from tests.tilekit.checks.files.test_media import MEDIA, PICTURE, item
from tests.tilekit.listing import DASHBOARD, README, base_files, listing, png
from tests.tilekit.media.test_images import jpeg
from tests.tilekit.media.test_renditions import picture
from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix
from tilekit.checks.fix_application import FixApplication, apply_fixes
from tilekit.checks.patches import patch_of
from tilekit.core.messages import render

TESTED_FIXES = ("IM-014", "LG-017")
HEAVY = "images/overview.jpg"
LOGO, OLD_LOGO = "assets/logos/acme_widget.svg", "logos/saas_logos-small.png"


def listing_with_picture(data: bytes, path: str = PICTURE) -> Bundle:
    return listing(manifest={MEDIA: [item("A", path)]}, files={PICTURE: None, path: data})


def fix_of(bundle: Bundle, code: str) -> Fix:
    fix = next(finding.fix for finding in findings_in(bundle, code[:2]) if finding.code == code)
    assert fix is not None
    return fix


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[0x010F] = "A camera"
    return tags


@pytest.mark.parametrize(
    "code,faulty",
    [
        ("IM-004", lambda: listing(manifest={f"{MEDIA}/0/media_type": "film"})),
        ("IM-010", lambda: listing(manifest={f"{MEDIA}/0/image_url": "images/Overview.png"})),
        ("IM-011", lambda: listing_with_picture(picture("JPEG", 2600, 1462, noise=True, quality=98), HEAVY)),
        ("IM-013", lambda: listing_with_picture(jpeg(1600, 900))),
        ("IM-014", lambda: listing_with_picture(png(3200, 1800))),
        ("IM-015", lambda: listing_with_picture(png(1600, 1000))),
        ("IM-018", lambda: listing_with_picture(picture("JPEG", 1600, 900, exif=exif()), HEAVY)),
        ("IM-019", lambda: listing_with_picture(png(), "images/my shot.png")),
        ("IM-023", lambda: listing_with_picture(picture("JPEG", 1600, 900, mode="CMYK"), HEAVY)),
        ("IM-025", lambda: listing_with_picture(picture("JPEG", 1500, 844, noise=True, quality=75), HEAVY)),
        ("LG-002", lambda: listing(files={LOGO:
            '<svg viewBox="0 0 90 30"><path d="M0 0h90v30H0z" fill="#7a3cff"/></svg>'})),
        ("LG-017", lambda: listing(files={LOGO:
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><metadata>' + "x" * 60_000
            + '</metadata><path d="M0 0h90v30z" fill="#7a3cff"/></svg>'})),
        ("LG-020", lambda: listing(files={OLD_LOGO: png(240, 120)})),
    ],
)  # fmt: skip
def test_a_fix_does_away_with_its_finding(code: str, faulty: Callable[[], Bundle]) -> None:
    bundle = faulty()
    before = [finding.code for finding in findings_in(bundle, code[:2])]
    fix = fix_of(bundle, code)

    after = [finding.code for finding in findings_in(apply_fixes(bundle, [fix]), code[:2])]

    assert code in before
    assert code not in after
    assert patch_of(bundle, fix)


def test_a_new_name_is_written_wherever_the_picture_is_named() -> None:
    readme = README.replace("## Support", "![Queues](images/my%20shot.png) and images/my shot.png\n\n## Support")
    bundle = listing(
        manifest={MEDIA: [item("A", "images/my shot.png")]},
        readme=readme,
        files={PICTURE: None, "images/my shot.png": png()},
    )
    after = apply_fixes(bundle, [fix_of(bundle, "IM-019")])

    assert json.loads(after.files["manifest.json"])["tile"]["media"][0]["image_url"] == "images/my_shot.png"
    assert b"![Queues](images/my_shot.png) and images/my_shot.png" in after.files["README.md"]
    assert after.files["images/my_shot.png"] == png()
    assert "images/my shot.png" not in after.files


def test_a_name_that_is_taken_is_not_offered() -> None:
    files = {PICTURE: None, "images/my shot.png": png(), "images/my_shot.png": png(1600, 901)}
    bundle = listing(manifest={MEDIA: [item("A", "images/my shot.png")]}, files=files)

    assert [finding.fix for finding in findings_in(bundle, "IM") if finding.code == "IM-019"] == [None]


def test_the_command_mends_pictures_and_touches_nothing_else() -> None:
    bundle = listing_with_picture(png(3200, 1800))
    fix_application = FixApplication(bundle, FIRST, frozenset({"IM-014"}))

    fix_application.run()

    changed = [path for path in bundle.files if bundle.files.digest(path) != fix_application.bundle.files.digest(path)]
    assert [finding.code for finding in fix_application.done] == ["IM-014"]
    assert changed == [PICTURE]
    assert set(base_files()) == set(fix_application.bundle.files)


@pytest.mark.parametrize(
    "code,faulty",
    [
        ("IM-014", lambda: listing_with_picture(png(2900, 500))),
        ("IM-015", lambda: listing_with_picture(picture("PNG", 1600, 1000, noise=True))),
        (
            "IM-020",
            lambda: listing(manifest={MEDIA: [item("A"), item("B", "images/b.png")]}, files={"images/b.png": png()}),
        ),
        ("IM-021", lambda: listing(files={"images/spare.png": png(1600, 901)})),
        ("IM-023", lambda: listing_with_picture(picture("PNG", 1600, 900, mode="I;16"))),
        ("LG-020", lambda: listing(files={OLD_LOGO: picture("PNG", 240, 110, noise=True)})),
    ],
)
def test_what_a_fix_might_spoil_is_left_to_the_partner(code: str, faulty: Callable[[], Bundle]) -> None:
    assert [finding.fix for finding in findings_in(faulty(), code[:2]) if finding.code == code] == [None]


@pytest.mark.parametrize(
    "name,text",
    [
        ("acme_logo.png", ""), ("Banner-wide.jpg", ""), ("app icon.svg", ""),
        ("spare.png", "Read ![a](images/spare.png)."), ("my spare.png", "Read ![a](images/my%20spare.png)."),
    ],
)  # fmt: skip
def test_a_picture_that_may_be_shown_is_used(name: str, text: str) -> None:
    readme = README.replace("## Support", f"{text}\n\n## Support")

    assert [
        finding.code for finding in findings_in(listing(readme=readme, files={f"images/{name}": png()}), "IM")
    ] == []


def test_a_picture_of_a_dashboard_is_used() -> None:
    board = json.dumps({**DASHBOARD, "url": "/static/images/integration_dashboard/spare.png"})
    files = {"images/spare.png": png(), "assets/dashboards/acme_widget_overview.json": board}

    assert [finding.code for finding in findings_in(listing(files=files), "IM")] == []


def test_a_new_name_is_not_written_into_another() -> None:
    text = "images/my shot.png, my-images/my shot.png, images/my shot.png.bak"
    readme = README.replace("## Support", f"{text}\n\n## Support")
    manifest = {MEDIA: [item("A", "images/my shot.png")]}
    bundle = listing(manifest=manifest, readme=readme, files={PICTURE: None, "images/my shot.png": png()})

    after = apply_fixes(bundle, [fix_of(bundle, "IM-019")]).files["README.md"]

    assert b"images/my_shot.png, my-images/my shot.png, images/my shot.png.bak" in after


def test_a_new_name_is_written_into_dashboards_too() -> None:
    """A dashboard shows an image from the repository, with its name percent-encoded in the URL."""
    address = "https://raw.githubusercontent.com/acme/listings/main/acme_widget/images/my%20shot.png"
    board = json.dumps({**DASHBOARD, "url": address})
    files = {PICTURE: None, "images/my shot.png": png(), "assets/dashboards/acme_widget_overview.json": board}
    bundle = listing(manifest={MEDIA: [item("A", "images/my shot.png")]}, files=files)

    after = apply_fixes(bundle, [fix_of(bundle, "IM-019")]).files["assets/dashboards/acme_widget_overview.json"]

    assert json.loads(after)["url"] == address.replace("my%20shot", "my_shot")


@pytest.mark.parametrize("name,new", [("übersicht.png", "ubersicht.png"), ("Łódź (1).png", "Lodz_1.png")])
def test_a_letter_with_an_accent_becomes_a_plain_one(name: str, new: str) -> None:
    files = {PICTURE: None, f"images/{name}": png()}
    bundle = listing(manifest={MEDIA: [item("A", f"images/{name}")]}, files=files)

    assert fix_of(bundle, "IM-019").title.parameters == {"name": new}


@pytest.mark.parametrize("mode,words", [("L", "greyscale"), ("1", "black and white"), ("I;16", "16-bit greyscale")])
def test_a_mode_is_called_by_its_common_name(mode: str, words: str) -> None:
    (finding,) = findings_with(listing_with_picture(picture("PNG", 1600, 900, mode=mode)), "IM-023")

    assert render(finding.message) == f"The image is in {words}. Save it as RGB."
