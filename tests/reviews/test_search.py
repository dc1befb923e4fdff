"""The search for reviews over all teams."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.reviews.test_queue_cost import plan_of

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts rows without a due date first")
def test_search_reads_open_reviews_by_due_date(docs: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        docs.get("/search/?q=acme")
    texts = [query["sql"] for query in queries if '"reviews_review"."due_at" ASC NULLS LAST' in query["sql"]]

    assert "reviews_review_by_due" in plan_of(next(text for text in texts if "LIKE" in text))
