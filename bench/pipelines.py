"""Time per log line of a typical pipeline for web access logs, and of each real pipeline on its samples; and of a run
after an edit in the workshop.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial

import yaml

from bench.measures import Measure, milliseconds, print_measures, spread
from bench.portal import largest_listing, partner_with, portal
from tests.corpus.test_pipelines import pipelines
from tilekit.core.fields import Json
from tilekit.parse.yaml import parse_yaml
from tilekit.pipeline.compile import CompiledPipeline, compile_pipeline
from tilekit.pipeline.log import log_of

_LINES, _PIPELINE_RUNS = 2_000, 9
_EDITS, _PASTED_LINES, _EDIT_MS = 50, 200, 300
_LINE = (
    "172.17.0.{host} - jo [06/Jan/2017:16:{minute:02}:{second:02} +0000] "
    '"GET /shop/{host}?page={second}&q=a%20b HTTP/1.1" {status} {size} "https://www.example.com/" '
    '"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) '
    'Chrome/{version}.0.3578.98 Safari/537.36"'
)
_SUPPORT = r"""
_ip %{ipOrHost:network.client.ip}
_ident %{notSpace:http.ident:nullIf("-")}
_auth %{notSpace:http.auth:nullIf("-")}
_date %{date("dd/MMM/yyyy:HH:mm:ss Z"):date_access}
_request %{word:http.method} %{notSpace:http.url} HTTP\/%{regex("\\d+\\.\\d+"):http.version}
_size %{integer:network.bytes_written}
"""
_RULES = r"""
access.combined %{_ip} %{_ident} %{_auth} \[%{_date}\] "%{_request}" %{integer:http.status_code} %{_size} "%{notSpace:http.referer}" "%{regex("[^\\\"]*"):http.useragent}"
access.common %{_ip} %{_ident} %{_auth} \[%{_date}\] "%{_request}" %{integer:http.status_code} %{_size}
"""  # noqa: E501 a rule must be on one line
_LEVELS = (("OK", 200), ("notice", 300), ("warning", 400), ("error", 500))


def _typical() -> Json:
    categories: list[Json] = [
        {"name": name, "filter": {"query": f"@http.status_code:[{low} TO {low + 99}]"}} for name, low in _LEVELS
    ]
    processors: list[Json] = [
        {"type": "grok-parser", "source": "message", "grok": {"supportRules": _SUPPORT, "matchRules": _RULES}},
        {"type": "date-remapper", "sources": ["date_access"]},
        {"type": "url-parser", "sources": ["http.url"], "target": "http.url_details"},
        {"type": "user-agent-parser", "sources": ["http.useragent"], "target": "http.useragent_details"},
        {"type": "category-processor", "target": "http.status_category", "categories": categories},
        {"type": "status-remapper", "sources": ["http.status_category"]},
    ]
    return {"pipeline": {"filter": {"query": "source:web"}, "processors": processors}}


def _line(number: int) -> str:
    """A line of a busy server, which writes many lines per second."""
    return _LINE.format(
        host=number % 250, minute=number // 600, second=number // 20 % 60, status=(200, 304, 404, 500)[number % 4],
        size=number, version=60 + number % 40,
    )  # fmt: skip


def _run(compiled: CompiledPipeline, lines: Sequence[str]) -> None:
    for line in lines:
        log = log_of(line, source=compiled.sources[0])
        compiled.run(log)
        log.result()


def _seconds(work: Callable[[], object]) -> float:
    """The best of a few rounds, in CPU time, so that other processes have no influence."""
    times = []
    for _ in range(_PIPELINE_RUNS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _samples(name: str) -> tuple[CompiledPipeline, list[str]]:
    path = pipelines()[name]
    tests = parse_yaml(path.with_name(f"{path.stem}_tests.yaml").read_bytes()).value
    rows = tests.get("tests") if isinstance(tests, dict) else None
    samples = [row["sample"] for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    texts = [sample for sample in samples if isinstance(sample, str)]
    return compile_pipeline(parse_yaml(path.read_bytes()).value), texts * (1 + 100 // len(texts))


def _measure_edits() -> None:
    """Measure the response to an edit of the typical pipeline with the most lines that can be pasted."""
    from django.test import Client
    from django.urls import reverse

    person, revision = partner_with(largest_listing())
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    address = reverse("studio:pipeline", kwargs={"listing_id": revision.listing_id, "number": revision.number})
    bases = {"tests": "", "pipeline_base": "", "tests_base": ""}
    logs = "\n".join(_line(number) for number in range(_PASTED_LINES))

    def edit(number: int) -> None:
        text = yaml.safe_dump({"id": f"web-{number}", **_typical()})  # type: ignore[dict-item]  # it is an object
        response = client.post(address, {**bases, "pipeline": text, "logs": logs}, headers={"HX-Request": "true"})
        assert b"log-20" in response.content, response.content

    times = [milliseconds(partial(edit, number)) for number in range(_EDITS)]
    what = f"run after an edit of a pipeline, {_PASTED_LINES} pasted lines"
    print_measures(*spread(what, times, unit="ms", target=_EDIT_MS))


def main() -> None:
    compiled, lines = compile_pipeline(_typical()), [_line(number) for number in range(_LINES)]
    assert not compiled.notes
    typical = _seconds(lambda: _run(compiled, lines)) / len(lines)
    compiling = _seconds(lambda: compile_pipeline(_typical()))
    print_measures(
        Measure(what="pipeline for web access logs, one line", value=1e6 * typical, unit="µs", target=50,
                note=f"{1 / typical:,.0f} lines/s on one core"),
        Measure(what="pipeline for web access logs, compiling", value=1000 * compiling, unit="ms", note="once"),
    )  # fmt: skip
    for name in pipelines():
        real, texts = _samples(name)
        seconds = _seconds(partial(_run, real, texts)) / len(texts)
        size = sum(map(len, texts)) // len(texts)
        note = f"{1 / seconds:,.0f} lines/s, {size:,} characters per line"
        print_measures(Measure(what=f"pipeline of {name}, one sample", value=1e6 * seconds, unit="µs", note=note))
    with portal():
        _measure_edits()


if __name__ == "__main__":
    main()
