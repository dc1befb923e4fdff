"""Time of a save relative to a minimal view, and of the findings request after it, on SQLite and PostgreSQL."""

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from msgspec import Struct

from bench.measures import ROOT, Measure, milliseconds, percentile, print_measures, spread
from bench.portal import draft_of, largest_listings, partner_with, portal
from bench.postgres import database

if TYPE_CHECKING:
    from django.test import Client

    from listings.models import Revision

_SAVES = 300
_FEWER_ROUNDS = 100
_SAVE_RATIO, _FINDINGS_MS = 1.5, 60
_FIRST_SAVES = 30


class Saver:
    """Saves one field of one section repeatedly, as the wizard's page does."""

    def __init__(self, client: "Client", revision: "Revision") -> None:
        from django.urls import reverse

        self.client = client
        self.version = revision.sections.get(key="overview", scope="").version
        place = {"listing_id": revision.listing_id, "number": revision.number, "section": "overview"}
        self.address = reverse("studio:section-save", kwargs=place)
        step = {"listing_id": revision.listing_id, "number": revision.number, "step": "overview"}
        self.findings_address = reverse("studio:findings", kwargs=step)
        self.count = 0

    def save(self) -> None:
        self.count += 1
        body = {"version": self.version, "changes": {"short_description": f"What customers get, number {self.count}"}}
        response = self.client.post(self.address, body, content_type="application/json")
        assert response.status_code == 200, response.content
        self.version = response.json()["version"]

    def findings(self) -> None:
        assert self.client.get(self.findings_address, headers={"HX-Request": "true"}).status_code == 200

    def bare(self) -> None:
        assert self.client.post("/bench/bare/", {"n": 1}, content_type="application/json").status_code == 200


def _measure(database: str) -> None:
    """Measure saves and the minimal view alternately, so that other processes affect both in the same way."""
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from bench.urls import BARE_ROW
    from jobs.models import Heartbeat
    from portal.memory import freeze_and_enable_gc

    first, *others = largest_listings()
    person, revision = partner_with(first)
    Heartbeat.objects.create(name=BARE_ROW, at=timezone.now())
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    freeze_and_enable_gc()  # as a web worker does
    _measure_saves(Saver(client, revision), database, first.name)
    for listing in others:
        requests = _rounds(Saver(client, draft_of(listing)), _FEWER_ROUNDS).findings
        print_measures(*_findings_measures(requests, database, listing.name))
    connection.close()


def _measure_saves(saver: Saver, database: str, name: str) -> None:
    rounds = _rounds(saver, _SAVES)
    ratio = percentile(rounds.saves, 95) / percentile(rounds.bare, 95)
    what = f"  p95 of the save / p95 of the minimal view, {database}"
    print_measures(
        *spread(f"minimal view for signed-in people, {database}", rounds.bare, unit="ms"),
        *spread(f"save of one field, {database}", rounds.saves, unit="ms"),
        Measure(what=what, value=ratio, unit="times", target=_SAVE_RATIO),
        *_findings_measures(rounds.findings, database, name),
    )


def _findings_measures(times: list[float], database: str, name: str) -> list[Measure]:
    what = f"findings request after a save, {database}"
    return spread(what, times, unit="ms", target=_FINDINGS_MS, note=name)


class Rounds(Struct, frozen=True, kw_only=True):
    """Milliseconds of each request."""

    bare: list[float]
    saves: list[float]
    findings: list[float]


def _rounds(saver: Saver, count: int) -> Rounds:
    calls = (saver.bare, saver.save, saver.findings)
    times = [[milliseconds(call) for call in calls] for _ in range(count + _FIRST_SAVES)][_FIRST_SAVES:]
    bare, saves, findings = map(list, zip(*times, strict=True))
    return Rounds(bare=bare, saves=saves, findings=findings)


def _on_postgres() -> None:
    """Run this module in a separate process with a PostgreSQL database."""
    with database() as url:
        if url:
            environ = {**os.environ, "DATABASE_URL": url}
            subprocess.run([sys.executable, "-m", "bench.saves"], cwd=ROOT, env=environ, check=True)


def main() -> None:
    is_inner = "DATABASE_URL" in os.environ
    with portal():
        _measure("PostgreSQL" if is_inner else "SQLite")
    if not is_inner:
        _on_postgres()


if __name__ == "__main__":
    main()
