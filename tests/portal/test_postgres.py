import os

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from audit.writes import record_event
from common.actor import SYSTEM
from portal.postgres import LimitedConnection

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="there is no PostgreSQL")


def test_a_connection_ends_itself_if_the_server_does_not_answer() -> None:
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    with LimitedConnection.connect(f"{server}/postgres", autocommit=True) as limited:
        limited.cursor().execute("SELECT 1")
        limited._limit = 0.05

        with pytest.raises(psycopg.OperationalError):
            limited.cursor().execute("SELECT pg_sleep(60)")

        assert limited.closed


@pytest.mark.django_db(transaction=True)
def test_the_database_is_emptied_although_the_audit_log_allows_no_deletion() -> None:
    """`tests/flush.py` deletes rows; triggers and foreign keys are off only meanwhile."""
    for _ in range(2):
        with transaction.atomic():
            record_event("looked", by=SYSTEM, objects={}, now=timezone.now())

        call_command("flush", interactive=False, verbosity=0)

        assert not Event.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
