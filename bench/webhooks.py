"""Webhook deliveries per second: from the event to the response of a server on this machine."""

import time
from contextlib import ExitStack

from bench.measures import Measure, print_measures
from bench.portal import portal

_EVENTS = 200
_ENDPOINTS = 5


def _measure() -> None:
    from tests.notices.webhooks.receiver import receiving
    from tests.notices.webhooks.scene import Partner, run_webhook_jobs

    partner = Partner()
    with ExitStack() as stack:
        receivers = [stack.enter_context(receiving()) for _ in range(_ENDPOINTS)]
        for receiver in receivers:
            partner.webhook(receiver.url)
        started = time.perf_counter()
        for number in range(_EVENTS):
            partner.emit_event(key=str(number))
        stored = time.perf_counter()
        run_webhook_jobs()
        ended = time.perf_counter()
        delivered = sum(len(receiver.requests) for receiver in receivers)
    count = _EVENTS * _ENDPOINTS
    assert delivered == count, f"only {delivered} of {count} deliveries arrived"
    note = f"{_ENDPOINTS} endpoints, SQLite, one worker process"
    print_measures(
        Measure(what="webhooks: deliveries stored", value=count / (stored - started), unit="per second", note=note),
        Measure(what="webhooks: deliveries sent", value=count / (ended - stored), unit="per second"),
    )


def main() -> None:
    with portal():
        _measure()


if __name__ == "__main__":
    main()
