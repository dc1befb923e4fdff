"""Cost of submission API calls relative to a minimal view, with parallel clients, and memory of the web process.

It uses PostgreSQL and two web workers that are never replaced.
"""

import os
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.api_clients import CLIENT_COUNT, ApiClient, Client, client_data, in_parallel
from bench.measures import Measure, milliseconds, percentile, print_measures
from bench.portal import portal
from bench.postgres import database
from bench.start import free_port, memory_with_children, wait_for, web_process
from bench.v1_clients import V1Client

_REQUESTS = 10_000
_TIMES = 40
_FEWER = 4
_FIRST_CALLS = 3
_WEB = {
    "WEB_PROCESSES": "2",
    "API_CALLS_PER_MINUTE": "1000000",
    "GUNICORN_CMD_ARGS": "--max-requests 0 --max-requests-jitter 0",
}
CALLS: dict[str, tuple[Callable[[ApiClient], None], int]] = {
    "get a token": (ApiClient.token, _TIMES),
    "list 10,000 products, page of 100": (ApiClient.page, _TIMES),
    "list 10,000 products, page of 1,000": (lambda client: client.page(1_000), _FEWER),
    "read a module": (ApiClient.get_module, _TIMES),
    "replace a module": (ApiClient.put_module, _TIMES),
}
V1_CALLS: dict[str, tuple[Callable[[V1Client], None], int]] = {
    "list 10,000 listings, page of 100": (V1Client.page, _TIMES),
    "read a listing": (V1Client.read, _TIMES),
    "change a section": (V1Client.patch, _TIMES),
    "list the findings after a change": (V1Client.findings, _TIMES),
    "search the catalogue": (V1Client.search, _TIMES),
    "replace a listing with a zip archive, until it is queued": (V1Client.replace, 1),
}


@contextmanager
def _web(port: int) -> Iterator[int]:
    """Start the web process with the data of this process; yields its process ID."""
    environ = {**os.environ, **_WEB, "PORT": str(port)}
    with web_process(environ) as pid:
        wait_for(f"http://127.0.0.1:{port}/health/live")
        yield pid


def _repeated(call: Callable[[Client], None], times: int) -> Callable[[Client], list[float]]:
    def run(client: Client) -> list[float]:
        client.link.close()  # the server may have closed it while the client waited for the others
        return [milliseconds(lambda: call(client)) for _ in range(times)]

    return run


def _submissions(client: ApiClient) -> list[float]:
    """Milliseconds of each submission; each is cancelled before the next one."""
    times = []
    for _ in range(_FEWER):
        times.append(milliseconds(client.submit))
        client.cancel()
    return times


def _measure(clients: list[ApiClient], web: int) -> None:
    for client in clients:
        client.token()
    in_parallel(clients, _repeated(ApiClient.bare, _FIRST_CALLS))
    bare = in_parallel(clients, _repeated(ApiClient.bare, _TIMES))
    for name, (call, times) in CALLS.items():
        _print_times(name, in_parallel(clients, _repeated(call, times)), bare)
    _print_times("submit a listing", in_parallel(clients, _submissions), bare)
    before = memory_with_children(web)
    in_parallel(clients, _repeated(ApiClient.get_module, _REQUESTS // CLIENT_COUNT))
    after = memory_with_children(web)
    print_measures(
        Measure(what="memory of web before 10,000 API calls", value=before, unit="MB"),
        Measure(what="memory of web after 10,000 API calls", value=after, unit="MB", note="2 workers, never replaced"),
    )


def _measure_v1(clients: list[V1Client]) -> None:
    """Measure calls of our own API. Archives are sent last: while an import is queued, the draft cannot change."""
    for client in clients:
        client.token()
        client.fetch_folder()
    bare = in_parallel(clients, _repeated(ApiClient.bare, _TIMES))
    _print_times("/api/v1, submit a listing", in_parallel(clients, _submissions), bare)
    for name, (call, times) in V1_CALLS.items():
        _print_times(f"/api/v1, {name}", in_parallel(clients, _repeated(call, times)), bare)


def _print_times(name: str, times: list[float], bare: list[float]) -> None:
    note = f"{CLIENT_COUNT} clients, 2 workers, PostgreSQL"
    ratios = statistics.median(times) / statistics.median(bare), percentile(times, 95) / percentile(bare, 95)
    print_measures(
        Measure(what=f"API: {name}, p50 / p50 of the minimal view", value=ratios[0], unit="times", note=note),
        Measure(what=f"API: {name}, p95 / p95 of the minimal view", value=ratios[1], unit="times"),
    )


def main() -> None:
    with database() as url:
        if not url:
            return
        os.environ["DATABASE_URL"] = url
        port = free_port()
        with portal():
            data = client_data()
            with _web(port) as web:
                _measure([ApiClient(place, port) for place in data], web)
                _measure_v1([V1Client(place, port) for place in data])


if __name__ == "__main__":
    main()
