"""Subject IM: each check on a carousel or an image with only that fault."""

from io import BytesIO

import pytest
from PIL import Image

from tests.tilekit.checks.check_runs import findings_in, findings_with, only_finding
from tests.tilekit.checks.json_files import REMOVED as GONE
from tests.tilekit.listing import REMOVED, listing, png
from tests.tilekit.media.test_images import WRONG_PIXELS, bomb, jpeg
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.checks.fix_application import apply_fixes
from tilekit.checks.media.videos import VideoFault, is_good_video
from tilekit.core.messages import Message, render
from tilekit.media.images import inspect
from tilekit.media.video import VideoFacts
from tilekit.sections import limits
from tilekit.sections.overview import Overview

TESTED_FIXES = ("IM-011", "IM-013", "IM-015", "IM-018", "IM-019", "IM-023", "IM-025")
PICTURE = "images/overview.png"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
MEDIA = "/tile/media"
VIDEO = {"media_type": "video", "caption": "A tour", "image_url": PICTURE, "vimeo_id": 123456789}


def item(caption: str, path: str = PICTURE, **rest: object) -> dict[str, object]:
    values = {"media_type": "image", "caption": caption, "image_url": path, **rest}
    return {key: value for key, value in values.items() if value is not GONE}


def row_of(bundle: Bundle, number: int) -> str:
    rows = bundle.documents["overview"].values["media"]
    assert isinstance(rows, list)
    row = rows[number]
    assert isinstance(row, dict)
    return f"overview.media[{row['key']}]"


@pytest.mark.parametrize(
    "code,severity,items,inner,pointer",
    [
        ("IM-003", BLOCKER, [item("", media_type="image")], ".caption", "/tile/media/0/caption"),
        ("IM-003", BLOCKER, [item("A", image_url=GONE)], ".image", "/tile/media/0/image_url"),
        ("IM-003", BLOCKER, [item("A"), {**VIDEO, "vimeo_id": "", "image_url": "images/b.png"}],
         ".video", "/tile/media/1"),
        ("IM-004", BLOCKER, [item("A"), item("B", "images/b.png", media_type="film")],
         ".media_type", "/tile/media/1/media_type"),
        ("IM-005", BLOCKER, [item("A"), {**VIDEO, "image_url": "images/b.png"},
                             {**VIDEO, "caption": "B", "image_url": "images/c.png"}],
         ".media_type", "/tile/media/2/media_type"),
        ("IM-006", BLOCKER, [item("A"), {**VIDEO, "vimeo_id": 1234, "image_url": "images/b.png"}],
         ".vimeo_id", "/tile/media/1/vimeo_id"),
        ("IM-007", BLOCKER, [item("A" * 301)], ".caption", "/tile/media/0/caption"),
        ("IM-008", ADVICE, [item("A" * 151)], ".caption", "/tile/media/0/caption"),
        ("IM-008", ADVICE, [item("overview.png")], ".caption", "/tile/media/0/caption"),
        ("IM-008", ADVICE, [item("Screenshot 2")], ".caption", "/tile/media/0/caption"),
        ("IM-008", ADVICE, [item("Same"), item("same.", "images/b.png")], ".caption", "/tile/media/1/caption"),
        ("IM-010", BLOCKER, [item("A"), item("B", "images/gone.png")], ".image", "/tile/media/1/image_url"),
        ("IM-019", ADVICE, [item("A"), item("B", "images/my shot.png")], ".image", "/tile/media/1/image_url"),
    ],
)  # fmt: skip
def test_an_item_with_a_fault_is_told(
    code: str, severity: Severity, items: list[object], inner: str, pointer: str
) -> None:
    files = {"images/b.png": png(1600, 901), "images/c.png": png(1600, 902), "images/my shot.png": png(1600, 903)}
    used = {path: data for path, data in files.items() if any(path in str(one) for one in items)}
    bundle = listing(manifest={MEDIA: items}, files=used)
    findings = [one for one in findings_in(bundle, "IM") if one.code != "IM-021"]

    assert [one.code for one in findings] == [code], [(one.code, one.path) for one in findings]
    assert (findings[0].severity, findings[0].path) == (severity, row_of(bundle, int(pointer[12:13])) + inner)
    assert (findings[0].file, findings[0].pointer) == ("manifest.json", pointer)


@pytest.mark.parametrize("written", ["https://vimeo.com/123456789", "123 456 789", "123,456,789", "123456789"])
def test_a_video_address_gives_its_number(written: str) -> None:
    bundle = listing(manifest={f"{MEDIA}/-": {**VIDEO, "vimeo_id": written}})
    (finding,) = findings_with(bundle, "IM-006")

    assert finding.fix is not None
    assert finding.fix.values == {row_of(bundle, 1) + ".vimeo_id": 123456789}


@pytest.mark.parametrize("written", [1234567, "1 234 567", "1,234,567"])
def test_a_number_of_another_length_is_told_with_its_digits(written: object) -> None:
    bundle = listing(manifest={f"{MEDIA}/-": {**VIDEO, "vimeo_id": written}})
    (finding,) = findings_with(bundle, "IM-006")

    message = f"{written} has 7 digits, but a video ID has 8 to 11. Copy the ID from the video's address."
    assert (render(finding.message), finding.fix) == (message, None)


def test_a_picture_above_the_limit_never_reads_like_the_limit() -> None:
    bundle = listing(files={PICTURE: png(1600, 900) + b"\0" * 1_000_000})
    messages = [render(one.message) for one in findings_in(bundle, "IM") if one.code == "IM-011"]

    assert messages == ["The image is 1.1 MB; the limit is 1 MB. Compress the image."]


def test_nine_items_are_too_many() -> None:
    files = {f"images/{number}.png": png(1600, 900 + number) for number in range(9)}
    items = [item(f"Queue {number}", f"images/{number}.png") for number in range(9)]
    bundle = listing(manifest={MEDIA: items}, files={**files, PICTURE: None})

    assert (only_finding(bundle, "IM-001").severity, only_finding(bundle, "IM-001").path) == (BLOCKER, "overview.media")


def test_a_folder_without_pictures_is_advised_and_a_submission_blocked() -> None:
    bundle = listing(manifest={MEDIA: []}, files={PICTURE: None})

    assert only_finding(bundle, "IM-002").severity is ADVICE
    assert only_finding(bundle, "IM-002", scope=Scope.SUBMISSION).severity is BLOCKER


def test_only_pictures_of_a_submission_are_decoded() -> None:
    bundle = listing(files={PICTURE: WRONG_PIXELS})

    assert "IM-012" in {finding.code for finding in findings_in(bundle, "IM", scope=Scope.SUBMISSION)}
    assert "IM-012" not in {finding.code for finding in findings_in(bundle, "IM")}


@pytest.mark.parametrize(
    "code,severity,data",
    [
        ("IM-011", BLOCKER, png(1600, 900) + b"\0" * 1_000_000),
        ("IM-012", BLOCKER, b"GIF89a...."),
        ("IM-012", BLOCKER, png(1600, 900)[:-40]),
        ("IM-013", WARNING, jpeg(1600, 900)),
        ("IM-014", ADVICE, png(1280, 720)),
        ("IM-015", ADVICE, png(1600, 1000)),
        ("IM-016", WARNING, png(1500, 1600)),
        ("IM-017", BLOCKER, bomb(6001, 3375)),
        ("IM-025", ADVICE, png(1600, 900) + b"\0" * 500_000),
    ],
)
def test_a_picture_with_a_fault_is_told_at_its_file(code: str, severity: Severity, data: bytes) -> None:
    bundle = listing(files={PICTURE: data})
    finding = only_finding(bundle, code)

    assert (finding.severity, finding.file) == (severity, PICTURE)
    assert finding.path == row_of(bundle, 0) + ".image"


def test_what_a_picture_hides_and_its_colours_are_told() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Acme Cam"
    grey = BytesIO()
    Image.new("L", (1600, 900)).save(grey, "PNG")
    frames = BytesIO()
    first = Image.new("RGB", (1600, 900))
    first.save(frames, "PNG", save_all=True, append_images=[Image.new("RGB", (1600, 900), "red")])
    jpg = {f"{MEDIA}/0/image_url": "images/o.jpg"}

    assert only_finding(
        listing(manifest=jpg, files={PICTURE: None, "images/o.jpg": jpeg(1600, 900, exif)}), "IM-018"
    ).message.parameters == {"what": (Message("camera"),)}
    assert only_finding(listing(files={PICTURE: grey.getvalue()}), "IM-023").severity is ADVICE
    assert only_finding(listing(files={PICTURE: frames.getvalue()}), "IM-022").severity is ADVICE


def test_the_same_picture_twice_is_told() -> None:
    bundle = listing(manifest={f"{MEDIA}/-": item("Again", "images/b.png")}, files={"images/b.png": png()})
    finding = only_finding(bundle, "IM-020")

    assert (finding.severity, finding.path) == (WARNING, row_of(bundle, 1) + ".image")


def test_two_pictures_of_one_size_may_differ() -> None:
    files = {PICTURE: png() + b"a", "images/b.png": png() + b"b"}
    bundle = listing(manifest={f"{MEDIA}/-": item("Another", "images/b.png")}, files=files)

    assert "IM-020" not in {finding.code for finding in findings_in(bundle, "IM")}


def test_a_picture_that_nothing_shows_is_told() -> None:
    finding = only_finding(listing(files={"images/lost.png": png(16, 9)}), "IM-021")

    assert (finding.severity, finding.file) == (ADVICE, "images/lost.png")


def test_a_huge_picture_outside_the_carousel_is_a_warning() -> None:
    bundle = listing(files={"images/huge.png": bomb(6001, 10)})
    codes = {one.code: one.severity for one in findings_in(bundle, "IM")}

    assert codes == {"IM-017": WARNING, "IM-021": ADVICE}


def test_the_manifest_may_lack_media() -> None:
    findings_in(listing(manifest={MEDIA: REMOVED}), "IM")
    findings_in(listing(manifest={MEDIA: [7, "x"]}), "IM")


FILM = {"key": "blob", "name": "acme-widget.mp4", "sha256": "f" * 64, "size": 9_000_000}
GOOD_FILM = {"is_mp4": True, "codec": "avc1", "width_px": 1920, "height_px": 1080, "seconds": 42.0}


def listing_with_video(**cells: object) -> Bundle:
    bundle = listing(manifest={f"{MEDIA}/-": {**VIDEO, "vimeo_id": GONE}})
    values = dict(bundle.documents["overview"].values)
    first, second = values["media"]  # type: ignore[misc]  # two rows
    values["media"] = [first, {**second, "video": FILM, **cells}]  # type: ignore[dict-item]
    documents = {**bundle.documents, "overview": Overview(values)}
    return Bundle(basics=bundle.basics, documents=documents, files=bundle.files)


@pytest.mark.parametrize(
    "values, codes",
    [
        ({"video": FILM}, []),
        ({"video_url": "https://vimeo.com/123456789"}, []),
        ({"video_url": "https://videos.acme.example/tour"}, []),
        ({"vimeo_id": 123456789}, []),
        ({}, ["IM-003"]),
        ({"video": FILM, "video_url": "https://videos.acme.example/tour"}, ["IM-026"]),
        ({"video_url": "http://vimeo.com/123456789"}, ["FD-003"]),
        ({"video_url": "https://vimeo.com/acme"}, ["IM-006"]),
    ],
)
def test_a_video_has_either_a_file_or_an_address(values: dict[str, object], codes: list[str]) -> None:
    bundle = listing_with_video(**{"video": None, "vimeo_id": None, **values})
    context = Context(scope=Scope.SUBMISSION, is_first=True)
    findings = run_checks(bundle, context, select=["IM-003", "IM-006", "IM-026", "FD-003"]).findings

    assert [(finding.code, finding.severity) for finding in findings] == [(code, BLOCKER) for code in codes]
    assert {finding.path for finding in findings} <= {f"{row_of(bundle, 1)}.{name}" for name in ("video", "video_url")}


def video_findings(bundle: Bundle, **changes: object) -> list[tuple[str, Severity, str]]:
    facts = VideoFacts(**{"size_bytes": 9_000_000, **GOOD_FILM, **changes})  # type: ignore[arg-type]
    context = Context(scope=Scope.SUBMISSION, is_first=True, videos={"f" * 64: facts})
    findings = run_checks(bundle, context, select=["IM-024"]).findings
    return [(str(one.message.parameters.get("what", "")), one.severity, one.path) for one in findings]


def test_a_good_video_is_not_told_and_one_that_nobody_looked_at_is_skipped() -> None:
    assert video_findings(listing_with_video()) == []
    assert run_checks(listing_with_video(), Context(scope=Scope.SUBMISSION), select=["IM-024"]).skipped == ("IM-024",)


@pytest.mark.parametrize(
    "changes",
    [
        {"codec": "hvc1"},
        {"is_mp4": False},
        {"width_px": 1280, "height_px": 720},
        {"width_px": 1921},
        {"seconds": 61.0},
        {"size_bytes": 1_000_000_001},
    ],
)
def test_a_video_that_does_not_fit_is_told(changes: dict[str, object]) -> None:
    bundle = listing_with_video()

    assert [(severity, path) for _, severity, path in video_findings(bundle, **changes)] == [
        (WARNING, row_of(bundle, 1) + ".video")
    ]


def test_the_fingerprint_of_a_video_fault_does_not_change_with_its_text() -> None:
    bundle = listing_with_video()
    pixels = VideoFacts(**{"size_bytes": 9, **GOOD_FILM, "width_px": 1280, "height_px": 720})  # type: ignore[arg-type]
    context = Context(scope=Scope.SUBMISSION, is_first=True, videos={"f" * 64: pixels})
    (fault,) = is_good_video(bundle, context)

    assert fault.value == "{width} x {height}"
    assert {fault.value for fault in VideoFault} == {
        "not an MP4 with H.264", "{width} x {height}", "of unknown length", "{seconds} seconds long", "{size} in size",
    }  # fmt: skip


def test_a_minute_and_its_last_picture_fit() -> None:
    assert video_findings(listing_with_video(), seconds=60.04) == []


def test_a_video_is_named_after_partner_and_app() -> None:
    assert [path for _, _, path in video_findings(listing_with_video(video={**FILM, "name": "tour.mp4"}))] == [
        row_of(listing_with_video(), 1) + ".video"
    ]


@pytest.mark.parametrize(
    "captions, text",
    [
        (["overview.png"], "The caption is a file name."),
        (["Image 1."], "The caption does not describe the image."),
        (["A" * 151], "The caption has 151 characters; we recommend at most 150."),
        (["Same", "same"], "The caption is the same as that of item 1."),
    ],
)
def test_message_about_a_caption_names_the_one_cause(captions: list[str], text: str) -> None:
    media = [item(caption, f"images/{at}.png") for at, caption in enumerate(captions)]
    bundle = listing(manifest={MEDIA: media}, files={f"images/{at}.png": png() for at in range(len(captions))})
    (finding,) = findings_with(bundle, "IM-008")

    assert render(finding.message).startswith(text)


@pytest.mark.parametrize(
    "size, text",
    [
        ((1280, 720), "The image is 1280 × 720 pixels. Use one of at least 1440 × 810 pixels."),
        ((3000, 2976), "The image is 3000 × 2976 pixels. Scale it down to at most 2880 × 2560 pixels."),
        ((5000, 900), "The image is 5000 × 900 pixels. Crop it to at most 2880 × 2560 pixels."),
        ((1500, 3000), "The image is 1500 × 3000 pixels. Crop it to at most 2880 × 2560 pixels."),
        ((5000, 800), "The image is 5000 × 800 pixels. Use one of at least 1440 × 810 pixels."),
    ],
)
def test_size_is_the_same_in_check_and_fix(size: tuple[int, int], text: str) -> None:
    bundle = listing(manifest={MEDIA: [item("A", PICTURE)]}, files={PICTURE: png(*size)})
    (finding,) = findings_with(bundle, "IM-014")

    assert render(finding.message) == text
    if finding.fix:
        fixed = inspect(apply_fixes(bundle, [finding.fix]).files[PICTURE])
        assert (fixed.width_px in limits.IMAGE_WIDTHS, fixed.height_px in limits.IMAGE_HEIGHTS) == (True, True)
