"""Disputes of findings, over HTTP."""

from uuid import UUID

import pytest

from common.actor import Role
from tests.api.v1_client import V1, error, make_v1
from tests.listings.scene import NOW, staff
from validation.actions.disputes import answer_dispute
from validation.models import CheckRollout, FindingDispute, RolloutMode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]


@pytest.fixture
def api() -> V1:
    return make_v1()


def test_partner_disputes_a_finding_and_reads_the_answer(api: V1) -> None:
    listing = f"listings/{api.draft().listing_id}"
    finding = api.get(f"{listing}/findings").json()["items"][0]
    body = {"fingerprint": finding["fingerprint"], "reason": "It is right."}

    sent = api.post(f"{listing}/disputes", body)
    again = api.post(f"{listing}/disputes", body)
    unknown = api.post(f"{listing}/disputes", {**body, "fingerprint": "0" * 16})
    viewer = api.colleague(Role.VIEWER).post(f"{listing}/disputes", body)

    assert (sent.status_code, sent.json()["code"], sent.json()["state"]) == (201, finding["code"], "requested")
    assert (again.status_code, error(again)["code"]) == (409, "dispute-open")
    assert (unknown.status_code, error(unknown)["code"]) == (422, "finding-not-found")
    assert viewer.status_code == 403

    parameters = {"reason": "The check was wrong.", "extent": "one"}
    identifier, boss = UUID(sent.json()["id"]), staff(is_admin=True)
    answer_dispute(dispute_id=identifier, verb="uphold", parameters=parameters, by=boss, now=NOW)
    row = FindingDispute.objects.get(pk=identifier)
    row.is_internal = True
    row.id = UUID(int=1)
    row.save(force_insert=True)

    (listed,) = api.get(f"{listing}/disputes").json()["items"]
    assert (listed["id"], listed["state"], listed["answer"]) == (sent.json()["id"], "upheld", "The check was wrong.")
    assert make_v1("Southquay").get(f"{listing}/disputes").status_code == 404


def test_checks_say_from_when_they_block(api: V1) -> None:
    CheckRollout.objects.create(code="MF-009", mode=RolloutMode.ENFORCE, enforced_from=NOW.replace(year=2100), at=NOW)

    (check,) = (row for row in api.get("checks").json()["checks"] if row["code"] == "MF-009")

    assert (check["mode"], check["blocks_from"]) == ("warn", "2100-03-02T09:00:00Z")
