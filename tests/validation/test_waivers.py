"""Waivers have a reason and an end, and follow a metric to its new name."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.actor import Actor, TeamRole
from common.errors import NotPossible
from listings.actions import attach_file, restore_section_version
from listings.models import Revision, Section
from tests.listings.scene import NOW, reloaded, staff
from tests.validation.scene import owner, ready
from tilekit.checks.finding import Effect
from validation.actions import end_waiver, instant_findings, request_run, waive_finding
from validation.models import RunFinding, Waiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]
_COLUMNS = "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name\n"
OLD, NEW = "acme_widget.queue.depth", "acme_widget.queue.length"


def metrics(*names: str) -> bytes:
    """A metrics file in which each metric has an unknown type."""
    rows = "".join(f"{name},nonsense,,,,Messages that wait in the queue.,0,acme_widget,\n" for name in names)
    return (_COLUMNS + rows).encode()


def lead() -> Actor:
    return staff(teams={"ecosystems": TeamRole.LEAD})


class Scene:
    """A draft with a metric that has a finding, and the waiver of that finding."""

    def __init__(self, run_jobs: RunJobs) -> None:
        self.by = owner()
        self.revision = ready(self.by, **{"metadata.csv": metrics(OLD)})
        request_run(revision_id=self.revision.pk, by=self.by, now=NOW)
        run_jobs()
        self.finding = RunFinding.objects.get(code="MD-016")

    def waive(self, **values: object) -> Waiver:
        given = {"reason": "It is agreed", "until": None, "by": lead(), "now": NOW, **values}
        return waive_finding(
            listing_id=self.revision.listing_id, fingerprint=self.finding.fingerprint, code="MD-016", **given
        )

    def store(self, *names: str, renames: Mapping[str, str]) -> Section:
        return attach_file(
            revision_id=self.revision.pk,
            path="data.metadata_csv",
            name="metadata.csv",
            content=metrics(*names),
            by=self.by,
            now=NOW,
            renames=renames,
        )

    def waived(self) -> list[str]:
        """The places of findings that currently don't count."""
        revision: Revision = reloaded(self.revision)
        findings = instant_findings(revision, now=NOW).findings
        return sorted(
            finding.pointer.split("/")[1]
            for finding in findings
            if finding.code == "MD-016" and finding.effect is Effect.WAIVED
        )


@pytest.fixture
def scene(run_jobs: RunJobs) -> Scene:
    return Scene(run_jobs)


def test_waiver_follows_a_metric_to_its_new_name_and_back(scene: Scene) -> None:
    scene.waive()
    assert scene.waived() == [OLD]

    section = scene.store(NEW, renames={OLD: NEW})
    assert scene.waived() == [NEW]
    restore_section_version(
        revision_id=scene.revision.pk, key="data", version=section.version, restored=1, by=scene.by, now=NOW
    )

    assert scene.waived() == [OLD]
    assert Waiver.objects.count() == 2


def test_waiver_follows_a_metric_that_is_renamed_twice(scene: Scene) -> None:
    scene.waive(until=NOW + timedelta(days=1000))

    scene.store("acme_widget.a", renames={OLD: "acme_widget.a"})
    scene.store(NEW, renames={"acme_widget.a": NEW})

    assert scene.waived() == [NEW]
    assert set(Waiver.objects.values_list("origin", "reason", "until")) == {
        (scene.finding.fingerprint, "It is agreed", NOW + timedelta(days=1000))
    }


def test_what_only_looks_alike_is_not_waived(scene: Scene) -> None:
    scene.waive()

    scene.store(NEW, "acme_widget.other", renames={OLD: NEW})
    assert scene.waived() == [NEW]
    scene.store("acme_widget.third", "acme_widget.other", renames={})

    assert scene.waived() == []


def test_waiver_is_written_with_the_new_name_or_not_at_all(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.waive()
    before = list(Waiver.objects.values())

    def full(*_: object, **__: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Revision, "save", full)  # other writes in the same transaction
    with pytest.raises(IntegrityError):
        scene.store(NEW, renames={OLD: NEW})

    assert list(Waiver.objects.values()) == before


def test_save_without_a_rename_asks_for_no_waivers(scene: Scene) -> None:
    scene.waive()

    with CaptureQueriesContext(connection) as asked:
        scene.store(OLD, "acme_widget.other", renames={})

    assert [query["sql"] for query in asked if "validation_waiver" in query["sql"]] == []


def test_ending_one_ends_it_under_every_name(scene: Scene) -> None:
    scene.waive()
    scene.store(NEW, renames={OLD: NEW})

    end_waiver(listing_id=scene.revision.listing_id, fingerprint=scene.finding.fingerprint, by=lead(), now=NOW)

    assert scene.waived() == []
    assert not Waiver.objects.exists()


def test_waiving_again_gives_another_reason_under_every_name(scene: Scene) -> None:
    scene.waive()
    scene.store(NEW, renames={OLD: NEW})

    scene.waive(reason="It is agreed for ever")

    assert list(Waiver.objects.values_list("reason", flat=True)) == ["It is agreed for ever"] * 2


@pytest.mark.parametrize(
    "wrong, code",
    [
        ({"reason": " \n"}, "reason-missing"),
        ({"until": NOW}, "date-past"),
        ({"until": NOW - timedelta(1)}, "date-past"),
    ],
)
def test_waiver_needs_a_reason_and_an_end_to_come(scene: Scene, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        scene.waive(**wrong)

    assert refused.value.context["codes"] == [code]
    assert not Waiver.objects.exists()


def test_database_takes_no_waiver_without_a_reason(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(
            listing_id=scene.revision.listing_id, fingerprint="f", code="MD-016", reason="", by=scene.by.id, at=NOW
        )


def test_waiver_of_something_that_no_run_found_stays_where_it_is(scene: Scene) -> None:
    given = {"listing_id": scene.revision.listing_id, "fingerprint": "0" * 16, "code": "MD-016", "until": None}
    waive_finding(**given, reason="Fine", by=lead(), now=NOW)

    scene.store(NEW, renames={OLD: NEW})

    assert Waiver.objects.count() == 1
