"""Reviewers run the log pipeline of the submission that they review."""

from pathlib import Path

import pytest
from django.urls import resolve, reverse

from listings.actions import attach_file
from tests.listings.scene import NOW
from tests.reviews.scene import InReview, after, browser_of, html_of, in_review
from tests.tilekit.pipeline.files import RESULT, UP, bytes_of_pipeline, bytes_of_tests

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
WORD = "Run the log pipeline"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> InReview:
    """A second submission with a pipeline; the first one had none."""
    scene = in_review()
    scene.send_back(now=after(hours=1))
    pipeline = bytes_of_pipeline(UP).replace(b'"id": "acme"', b'"id": "acme-widget"')
    tests = bytes_of_tests({"sample": "up 7", "result": RESULT}).replace(b'"id": "acme"', b'"id": "acme-widget"')
    files = {"log_pipeline_yaml": ("acme.yaml", pipeline), "log_tests_yaml": ("acme_tests.yaml", tests)}
    for field, (name, content) in files.items():
        attach_file(
            revision_id=scene.revision_id,
            path=f"data.{field}",
            name=name,
            content=content,
            by=scene.owner,
            now=NOW,
        )
    return scene


def files_page(scene: InReview) -> str:
    address = reverse("reviews:review", args=[scene.review("documentation").pk])
    return html_of(browser_of(scene.team("documentation")), f"{address}?view=files")


def test_reviewer_runs_the_pipeline_and_takes_nothing_over(scene: InReview) -> None:
    scene.resubmit(now=after(hours=2))
    address = files_page(scene).partition(WORD)[0].rpartition('<a class="btn" href="')[2].partition('"')[0]

    shown = html_of(browser_of(scene.team("documentation")), address)

    assert resolve(address).view_name == "studio:pipeline"
    assert "1 of 1 sample matches the expected result" in shown
    assert "pipeline-take" not in shown


def test_a_round_without_a_pipeline_offers_no_run(data_dir: Path) -> None:
    assert WORD not in files_page(in_review())


def test_what_the_partner_is_changing_is_not_run_for_the_round(scene: InReview) -> None:
    scene.resubmit(now=after(hours=2))
    scene.send_back(now=after(hours=3))

    assert WORD not in files_page(scene)
