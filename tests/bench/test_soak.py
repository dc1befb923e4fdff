"""The ledger of a soak finds writes that are lost, stored twice or stored although they were refused."""

from threading import Event

import httpx
import pytest

from bench.soak.ledger import LedgerWrite, WriteOutcome, row_problems, value_problems
from bench.soak.people import SoakApiClient
from bench.soak.person import SoakPerson, Traffic, outcome_of
from bench.soak.report import report_text

CONFIRMED, REFUSED, UNCLEAR = WriteOutcome


def _write(outcome: WriteOutcome, mark: str = "a", place: str = "") -> LedgerWrite:
    return LedgerWrite(kind="comment", mark=mark, outcome=outcome, place=place)


@pytest.mark.parametrize(
    "outcome, rows, problem",
    [
        (CONFIRMED, 1, ""),
        (CONFIRMED, 0, "lost: comment a was confirmed"),
        (CONFIRMED, 2, "doubled: comment a is stored 2 times"),
        (UNCLEAR, 0, ""),
        (UNCLEAR, 1, ""),
        (UNCLEAR, 2, "doubled: comment a is stored 2 times"),
        (REFUSED, 0, ""),
        (REFUSED, 1, "stored although refused: comment a"),
    ],
)
def test_each_write_must_be_stored_as_its_response_said(outcome: WriteOutcome, rows: int, problem: str) -> None:
    assert row_problems([_write(outcome)], {"a": rows}) == [problem] * bool(problem)


@pytest.mark.parametrize(
    "outcomes, value, is_lost",
    [
        ((CONFIRMED, CONFIRMED), "1", False),
        ((CONFIRMED, CONFIRMED), "0", True),
        ((CONFIRMED, REFUSED), "0", False),
        ((CONFIRMED, UNCLEAR), "0", False),
        ((CONFIRMED, UNCLEAR), "1", False),
        ((UNCLEAR, CONFIRMED), "0", True),
        ((UNCLEAR,), "before", False),
    ],
)
def test_value_must_be_that_of_the_last_write(outcomes: tuple[WriteOutcome, ...], value: str, *, is_lost: bool) -> None:
    writes = [_write(outcome, str(number), "draft") for number, outcome in enumerate(outcomes)]

    assert bool(value_problems(writes, {"draft": value})) is is_lost


def test_response_of_a_killed_process_is_unclear() -> None:
    responses = [None, httpx.Response(503), httpx.Response(409), httpx.Response(303), httpx.Response(201)]

    assert [outcome_of(response) for response in responses] == [UNCLEAR, UNCLEAR, REFUSED, CONFIRMED, CONFIRMED]


def test_api_client_repeats_a_call_with_its_key_until_it_gets_a_response() -> None:
    keys: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            keys.append(request.headers["Idempotency-Key"])
        return httpx.Response(201 if len(keys) == 2 else 502)

    traffic = Traffic()
    client = SoakApiClient(traffic, base_url="http://portal.example", tenant="one", form={})
    client.client, client.token = httpx.Client(transport=httpx.MockTransport(respond), base_url="http://x"), "token"

    client.act()

    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [write.outcome for write in traffic.ledger.writes()] == [CONFIRMED]
    assert dict(traffic.errors) == {"502 GET /api/v1/listings": 1, "502 POST /api/v1/listings": 1}


def test_people_act_until_the_end_and_the_report_counts_what_they_did() -> None:
    is_over = Event()

    class Commenter(SoakPerson):
        pause_seconds = (0, 0)

        def act(self) -> None:
            self.record("comment", "a", self.get("/"))
            is_over.set()

    traffic = Traffic()
    person = Commenter(traffic, base_url="http://portal.example")
    person.client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)), base_url="http://x")

    person.run(is_over)
    report = report_text(traffic, kills={"web": 2, "beat": 1}, problems=["lost: comment a"], minutes=1)

    lines = [" ".join(line.split()) for line in report.splitlines()]
    assert {"requests 1", "kills beat 1, web 2", "confirmed writes 1: comment 1", "lost or doubled 1"} <= set(lines)
    assert lines[-1] == "lost: comment a"
