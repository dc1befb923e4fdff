"""The findings of a review: at their places, in the list of sections, filtered, and turned into comments."""

import json
import re
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from listings.actions import attach_file
from reviews.models import CommentDraft, Thread
from tests.reviews.scene import InReview, browser_of, html_of, today
from validation.models import Run, RunFinding

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
KINDS = (
    ("MD-019", "warning", "data.metadata_csv", "metadata.csv"),
    ("OV-001", "advice", "overview.title", ""),
    ("SU-003", "warning", "setup.setup_md", ""),
)


def add_finding(scene: InReview, **values: object) -> RunFinding:
    run = Run.objects.filter(revision=scene.revision_id).latest("created_at")
    number = RunFinding.objects.count()
    given = {"code": "OV-001", "severity": "warning", "message": f"Problem {number}.", **values}
    return RunFinding.objects.create(run=run, fingerprint=f"{number:016d}", **given)


@pytest.fixture
def many(scene: InReview) -> list[RunFinding]:
    """127 findings of three kinds."""
    findings = []
    for number in range(127):
        code, severity, path, file = KINDS[number % 3]
        line = {"file": file, "line": 2} if file else {}
        findings.append(add_finding(scene, code=code, severity=severity, path=path, **line))
    return findings


def test_findings_are_shown_at_their_field_and_counted_in_the_sections(scene: InReview, docs: Client, url: str) -> None:
    add_finding(scene, path="overview.title", message="Shorten the title.")
    add_finding(scene, path="overview.title", severity="advice", message="Leave out the company.")
    add_finding(scene, path="data.metadata_csv", file="metadata.csv", line=2, message="Unknown unit.")

    html = html_of(docs, f"{url}?view=content&section=overview")

    field = html[html.index('id="f-overview-title-field"') :]
    field = field[: field.index("review-field")] if "review-field" in field else field
    assert "Shorten the title." in field
    assert "Leave out the company." in field
    assert "Unknown unit." not in html
    nav = html.partition('<ol class="tasks">')[2].partition("</ol>")[0]
    items = [item for item in nav.split("</li>") if "Warning" in item]
    assert ["Overview" in items[0], "Advice" in items[0]] == [True, True]
    assert ["Data" in items[1], "Advice" in items[1], len(items)] == [True, False, 2]


def test_link_of_a_finding_opens_the_line_with_its_text(scene: InReview, docs: Client, url: str) -> None:
    add_finding(scene, path="data.metadata_csv", file="metadata.csv", line=2, message="Unknown unit.")
    listed = html_of(docs, f"{url}?view=findings")
    href = re.search(r'href="([^"]*file=metadata.csv[^"]*#line-2)"', listed)
    assert href

    html = html_of(docs, href[1].replace("&amp;", "&"))

    line = re.search(r'<li id="line-2" tabindex="-1">.*?</li>', html, re.DOTALL)
    assert line
    assert "Unknown unit." in line[0]


def test_link_of_a_finding_in_a_dashboard_opens_its_widget(scene: InReview, docs: Client, url: str) -> None:
    widgets = [{"definition": {"type": "note", "content": text}} for text in ("One", "Two")]
    texts = {"title": "Acme Widget - Queues", "description": "Queues and their consumers."}
    board = {**texts, "layout_type": "ordered", "template_variables": [], "widgets": widgets}
    scene.send_back(now=today())
    file = {"path": "content.dashboards", "name": "queues.json", "content": json.dumps(board).encode()}
    attach_file(revision_id=scene.revision_id, **file, short_name="queues", by=scene.owner, now=today())
    scene.resubmit(now=today())
    row = scene.submission.documents["content"]["dashboards"][0]
    place = {"path": f"content.dashboards[{row['key']}].file", "file": row["file"]["name"], "line": 1}
    add_finding(scene, **place, pointer="/widgets/1/definition/content", message="Say more.")
    add_finding(scene, **place, pointer="/title", message="Shorten it.")

    listed = html_of(docs, f"{url}?view=findings")

    anchor = f"f-content-dashboards-{row['key']}"
    assert f'section=content#{anchor}-widget-1"' in listed
    assert f'section=content#{anchor}-field"' in listed
    html = html_of(docs, f"{url}?view=content&section=content")
    assert f'id="{anchor}-widget-1" tabindex="-1"' in html
    assert f'id="{anchor}-field"' in html


@pytest.mark.parametrize(
    "query, number",
    [
        ("", 127),
        ("severity=advice", 42),
        ("section=setup", 42),
        ("team=engineering", 43),
        ("team=documentation&severity=warning", 42),
        ("q=problem+126.", 1),
        ("q=su-003", 42),
        ("q=nothing+like+this", 0),
        ("severity=huge&team=nobody&section=none", 127),
    ],
)
def test_findings_are_filtered(many: list[RunFinding], docs: Client, url: str, query: str, number: int) -> None:
    html = html_of(docs, f"{url}?view=findings&{query}")

    assert html.count('id="finding-') == number
    assert ("No finding matches." in html) == (number == 0)
    assert (f"{number} of 127 findings shown" in html) == (number < 127)


def test_filter_is_a_part_of_the_page(many: list[RunFinding], docs: Client, url: str) -> None:
    part = docs.get(f"{url}?view=findings&severity=advice", headers={"HX-Request": "true"}).content.decode()

    assert ['id="findings"' in part, "<html" in part] == [False, False]
    assert part.count('id="finding-') == 42


def test_page_of_127_findings_needs_no_more_queries(scene: InReview, docs: Client, url: str) -> None:
    for view in ("findings", "content", "files"):
        page = f"{url}?view={view}"
        docs.get(page)
        add_finding(scene, path="overview.title")
        with CaptureQueriesContext(connection) as few:
            docs.get(page)
        for _number in range(60):
            add_finding(scene, path="overview.title")
        with CaptureQueriesContext(connection) as many_queries:
            docs.get(page)
        assert len(many_queries) == len(few)


@pytest.mark.parametrize(
    "values, place",
    [
        ({"path": "overview.title"}, ("overview.title", "", None)),
        ({"path": "data.metadata_csv", "file": "metadata.csv", "line": 2}, ("data.metadata_csv", "metadata.csv", 2)),
        ({"path": ""}, ("", "", None)),
    ],
)
def test_finding_becomes_a_comment_with_two_clicks(
    scene: InReview, docs: Client, url: str, values: dict[str, object], place: tuple[object, ...]
) -> None:
    finding = add_finding(scene, message="Say which unit.", **values)
    listed = html_of(docs, f"{url}?view=findings")
    opens = re.search(r'hx-get="([^"]*threads/\?[^"]*Say[^"]*)"', listed)
    assert opens

    form = html_of(docs, opens[1].replace("&amp;", "&"))
    sent = dict(re.findall(r'<input type="hidden" name="(path|file|line|next)" value="([^"]*)"', form))
    assert ">Say which unit. (OV-001)</textarea>" in form
    response = docs.post(f"{url}threads/", {**sent, "body": "Say which unit. (OV-001)", "send": "now"})

    assert response.headers["Location"] == f"{url}?view=findings#finding-{finding.fingerprint}"
    thread = Thread.objects.get()
    assert (thread.path, thread.file, thread.line) == place


@pytest.mark.parametrize("page", ["view=content&section=setup", "view=files&file=README.md"])
def test_finding_becomes_a_comment_at_its_place(scene: InReview, docs: Client, url: str, page: str) -> None:
    at_field = add_finding(scene, message="Number the steps.", path="setup.setup_md", file="README.md", line=3)
    in_file = add_finding(scene, message="Add a title.", file="README.md", line=1)
    finding = at_field if "content" in page else in_file

    html = html_of(docs, f"{url}?{page}")

    item = html[html.index(f'id="finding-{finding.fingerprint}"') :]
    item = item[: item.index(f'id="threads-finding-{finding.fingerprint}"')]
    assert "Setup instructions</a>" not in item
    opens = re.search(r'hx-get="([^"]*threads/\?[^"]*)"', item)
    assert opens
    form = html_of(docs, opens[1].replace("&amp;", "&"))
    assert f">{finding.message} (OV-001)</textarea>" in form
    assert f'name="next" value="{url}?{page.replace("&", "&amp;")}#finding-{finding.fingerprint}"' in form


def test_comment_about_a_finding_is_in_the_language_of_the_partner(scene: InReview, docs: Client, url: str) -> None:
    finding = add_finding(scene, message="This looks like a secret. Remove it and generate a new one.")
    Person.objects.filter(pk=scene.owner.id).update(language="fr")

    listed = html_of(docs, f"{url}?view=findings")
    docs.post(f"{url}drafts/", {"pick": finding.fingerprint, "page_url": f"{url}?view=findings"})

    assert finding.message in listed
    assert quote_plus("Cette valeur ressemble à un secret.") in listed
    assert CommentDraft.objects.get().content["body"].startswith("Cette valeur ressemble à un secret.")


def test_link_to_comment_works_without_javascript(scene: InReview, docs: Client, url: str) -> None:
    add_finding(scene, path="overview.title", message="Say which unit.")
    listed = html_of(docs, f"{url}?view=findings")
    href = re.search(r'class="thread-link" href="([^"]*)"', listed)
    assert href

    html = html_of(docs, href[1].replace("&amp;", "&"))

    assert ">Say which unit. (OV-001)</textarea>" in html
    assert parse_qs(urlsplit(href[1].replace("&amp;", "&")).query)["comment"] == ["overview.title"]


def test_skipped_checks_are_shown_as_to_the_partner(scene: InReview, docs: Client, url: str) -> None:
    Run.objects.filter(revision=scene.revision_id).update(skipped=["WH-017", "OA-022"])

    html = html_of(docs, f"{url}?view=findings")

    assert "2 checks were skipped or only partly run" in html
    assert re.findall(r"<li>\s*([^<]*?)\s*<code class=\"code\">([^<]*)</code>", html) == [
        ("Scope unused in the test sign-in", "OA-022"),
        ("Bound that excludes the Agent&#x27;s version", "WH-017"),
    ]


def test_closed_review_offers_no_comments(scene: InReview, url: str) -> None:
    add_finding(scene, path="overview.title")

    html = html_of(browser_of(scene.team("engineering")), f"{url}?view=findings")

    assert 'hx-target="#threads-finding-' not in html
