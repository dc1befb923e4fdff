"""Widgets, metrics and samples in files: their names, and comments on them for both sides."""

import json

import pytest
from django.test import Client

from listings.actions import attach_file
from listings.content.bundles import bundle_of_revision
from reviews.file_parts import part_place, parts_of
from reviews.models import CommentDraft
from tests.listings.scene import staff
from tests.reviews.scene import DOCS, InReview, browser_of, html_of, today

WIDGETS = [
    {"id": 7, "definition": {"type": "timeseries", "title": "Requests"}},
    {"definition": {"type": "note", "content": "x"}},
]
DASHBOARD = json.dumps({"title": "Acme", "widgets": WIDGETS}, indent=2).encode()
TESTS = b"id: acme\ntests:\n -\n  sample: |-\n    {\n      first\n    }\n -\n  sample: 'second'\n"
PATH = "content.dashboards[k].file"


def test_widget_is_named_by_its_title_and_placed_at_its_id() -> None:
    first, second = parts_of(PATH, DASHBOARD)

    lines = DASHBOARD.decode().splitlines()
    assert (first.name, lines[first.line - 1].strip()) == ("Requests", '"id": 7,')
    assert second.name == "Note"
    place = part_place(PATH, second.line + 1, parts=[first, second], documents={})
    assert place.endswith("Dashboards › Note")
    assert part_place(PATH, 1, parts=[first, second], documents={}) == ""


def test_sample_is_placed_at_a_line_of_its_own() -> None:
    first, second = parts_of("data.log_tests_yaml", TESTS)

    lines = TESTS.decode().splitlines()
    assert ("first" in lines[first.line - 1] or "|-" in lines[first.line - 1], first.name) == (True, "Sample 1")
    assert ("second" in lines[second.line - 1], second.name) == (True, "Sample 2")


@pytest.mark.parametrize("path", [PATH, "data.log_tests_yaml", "data.metadata_csv", "overview.title"])
def test_unreadable_file_has_no_parts(path: str) -> None:
    assert list(parts_of(path, b"{\xff")) == []


@pytest.mark.django_db
def test_comment_on_a_widget_follows_it_when_it_is_renamed(scene: InReview, docs: Client, url: str) -> None:
    revision = scene.revision
    (row,) = revision.sections.get(key="content").document["dashboards"][:1]
    path = f"content.dashboards[{row['key']}].file"
    file = row["file"]["name"]
    data = bundle_of_revision(revision).files[file]
    widget = next(part for part in parts_of(path, data) if part.name)
    html = html_of(docs, f"{url}?view=content&section=content")
    assert f"file={file.replace('/', '%2F')}&amp;line={widget.line}" in html.replace("/", "%2F")

    assert "Comment on a widget" in html

    docs.post(f"{url}threads/", {"file": file, "line": widget.line, "body": "Which unit?"})
    assert f"› {widget.name}</a>" in html_of(docs, f"{url}?view=threads")
    scene.send_back(DOCS, now=today())
    renamed = b"\n" + data.replace(f'"{widget.name}"'.encode(), b'"Another name"', 1)
    attach_file(revision_id=revision.pk, path=path, name=file, content=renamed, by=scene.owner, now=today())

    partner = browser_of(scene.owner)
    page = html_of(partner, f"/listings/{revision.listing_id}/")
    assert "› Another name" in page
    assert not CommentDraft.objects.exists()


@pytest.mark.django_db
def test_drawn_widgets_have_links_to_comment_only_for_the_team(scene: InReview, docs: Client, url: str) -> None:
    content, boss = f"{url}?view=content&section=content", browser_of(staff(is_admin=True))

    drawing = html_of(docs, content).partition("board-drawing")[2].partition("</svg>\n")[0]

    assert "Add comment on " in drawing
    for reader, page in ((docs, f"{url}?view=preview"), (boss, content), (browser_of(scene.owner), tile(scene))):
        assert "board-action" not in html_of(reader, page)


def tile(scene: InReview) -> str:
    return f"/listings/{scene.revision.listing_id}/revisions/1/content/"
