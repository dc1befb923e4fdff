"""The metric that a name was meant to be: misspellings are recognised, other metrics of the same family are not."""

import pytest

from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.listing import METADATA, listing
from tilekit.checks.engine import run_checks
from tilekit.checks.metrics.name_suggestions import closest_metric, is_probably_same, is_surely_same
from tilekit.core.messages import render

LISTED = ("acme.queue.depth", "acme.queue.disk_used_b", "acme.jvm.heap.p95", "acme.http.requests", "acme.bytes_in")


@pytest.mark.parametrize(
    "name,near",
    [
        ("acme.queue.dept", "acme.queue.depth"),
        ("acme.queue.dpeth", "acme.queue.depth"),
        ("acme.queue_depth", "acme.queue.depth"),
        ("acme.http.request", "acme.http.requests"),
        ("acme.httpRequests", "acme.http.requests"),
    ],
)
def test_misspelled_name_is_the_listed_one(name: str, near: str) -> None:
    assert closest_metric(name, LISTED) == near
    assert is_surely_same(name, near)


@pytest.mark.parametrize(
    "name,near",
    [
        ("acme.queue.disk_read_b", "acme.queue.disk_used_b"),
        ("acme.jvm.heap.p99", "acme.jvm.heap.p95"),
        ("acme.bytes_out", "acme.bytes_in"),
        ("acme.queue.depth.max", "acme.queue.depth"),
        ("acme.http.response", "acme.http.requests"),
        ("acme.db.monthlycommands", "acme.db.monthlycost"),
        ("acme.nodes.inactive", "acme.nodes.active"),
        ("acme.nodes.healthy", "acme.nodes.unhealthy"),
        ("acme.clients.connected", "acme.clients.disconnected"),
        ("acme.files.opened", "acme.files.open"),
    ],
)
def test_another_metric_of_the_family_is_not(name: str, near: str) -> None:
    assert not is_surely_same(name, near)


@pytest.mark.parametrize(
    "name,near",
    [("nimbus.queue.fail", "nimbus.queue.failed"), ("acme.jobs.waiting", "acme.jobs.waited"), ("a.files", "a.file")],
)
def test_word_with_another_ending_is_probably_the_same(name: str, near: str) -> None:
    assert is_probably_same(name, near)
    assert is_probably_same(near, name)
    assert not is_probably_same(name, near.replace("a", "o", 1))


@pytest.mark.parametrize("name", ["acme.num_cpus", "acme.queue.state", "other.thing"])
def test_name_that_only_begins_alike_is_like_none(name: str) -> None:
    assert closest_metric(name, LISTED) == ""


WRONG = METADATA.replace("acme_widget.queue.depth", "acme_widget.queue.deptth")


def test_a_name_that_several_files_use_is_not_corrected_to_one_that_none_uses() -> None:
    both, one_file = (
        listing(
            manifest={"/assets/integration/metrics/check": f"acme_widget.queue.{name}"}, files={"metadata.csv": WRONG}
        )
        for name in ("depth", "consumers")
    )
    findings, alone = run_checks(both, FIRST).findings, run_checks(one_file, FIRST).findings

    assert {(one.code, one.fix) for one in findings if one.code in {"XC-001", "XC-007"}} == {
        ("XC-001", None),
        ("XC-007", None),
    }
    assert all(one.fix for one in alone if one.code == "XC-001")


def test_nothing_is_asked_about_that_is_only_alike() -> None:
    other = METADATA.replace("acme_widget.queue.depth", "acme_widget.queue.dead")
    texts = {render(one.message) for one in run_checks(listing(files={"metadata.csv": other}), FIRST).findings}

    assert not any("Did you mean" in text for text in texts)
