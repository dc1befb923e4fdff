"""How many rows and queries the queue takes."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from listings.models import Revision
from listings.states.revision_states import RevisionState
from reviews.models import Review
from reviews.page.queue import QUEUE_PAGE_SIZE
from tests.reviews.scene import InReview, browser_of, copies_of, in_review, today, write_approval

pytestmark = pytest.mark.django_db
DOCS = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review(now=today())


@pytest.fixture
def docs(scene: InReview) -> Client:
    return browser_of(scene.team(DOCS))


@pytest.mark.parametrize("state", ["waiting", "away", "decided"])
def test_queue_costs_the_same_for_3_rows_and_30(scene: InReview, docs: Client, state: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = docs.get(f"/queue/?state={state}")
        assert response.status_code == 200
        return len(queries)

    def put(revisions: list[Revision]) -> None:
        for revision in [scene.revision, *revisions]:
            if state != "waiting":
                Review.objects.filter(revision=revision).update(waiting_since=None, due_at=None)
            if state == "away":
                Revision.objects.filter(pk=revision.pk).update(state=RevisionState.CHANGES_REQUESTED)
            if state == "decided":
                write_approval(revision, scene.team(DOCS), at=today())

    scene.comment(DOCS, is_blocking=True, now=today())
    put(copies_of(scene, ["Second", "Third"]))
    cost()  # stores the filter in the session, and the times of decisions in the cache
    three = cost()
    assert three <= 12
    put(copies_of(scene, [f"Copy {number}" for number in range(27)]))

    assert cost() == three


@pytest.mark.parametrize(
    "part, index",
    [
        (f"LIMIT {QUEUE_PAGE_SIZE + 1})", "reviews_review_(queue|by_due|one_open)"),  # all have open reviews only
        ('SELECT "reviews_decision"', "reviews_decision_(by_review|review_id)"),
    ],
)
def test_queue_reads_by_index(docs: Client, part: str, index: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        docs.get("/queue/")
    (sql,) = (query["sql"] for query in queries if part in query["sql"])

    assert re.search(index, plan_of(sql))


def plan_of(sql: str) -> str:
    """How the database would execute the statement on long tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {sql}")
        return str(cursor.fetchall())
