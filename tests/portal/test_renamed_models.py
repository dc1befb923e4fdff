"""Rows of models and fields that were renamed survive the upgrade. `test_upgrade` runs it on PostgreSQL, too."""

from collections.abc import Iterable, Mapping

import pytest
from django.apps import apps
from django.apps.registry import Apps

from listings.models import AppliedFix, SectionVersion, StatePeriod
from tests.listings.scene import NOW
from tests.migrated import Migrate
from tests.portal.former_database import upgrade
from tests.reviews.scene import DOCS, InReview, in_review
from tests.validation.live_scene import CODE, checked, make_live_finding
from validation.models import CheckCatalogue, CheckRollout, RolloutMode, RunFinding

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.sqlite_is_enough]

BEFORE = [("listings", "0018_state_names"), ("reviews", "0005_rejection_names"), ("validation", "0011_mode_labels")]
# {(app, model): (former model, {field: former field})}
RENAMED: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = {
    ("listings", "AppliedFix"): (
        "Amendment",
        {"finding_count": "n", "fingerprints": "marks", "unresolved": "left", "revision_id": "revision_id"},
    ),
    ("listings", "SectionVersion"): (
        "SectionVersion",
        {"renames": "moves", "is_submitted": "is_kept", "applied_fix_id": "amendment_id"},
    ),
    ("listings", "StatePeriod"): ("Stay", {"state": "state", "revision_id": "revision_id"}),
    ("reviews", "ViewedSubmission"): ("Seen", {"person_id": "person_id", "submission_id": "submission_id"}),
    ("validation", "CheckCatalogue"): ("Catalogue", {"version": "version", "completed_at": "settled_at"}),
    ("validation", "CheckRollout"): ("RuleRollout", {"code": "code", "mode": "mode"}),
    ("validation", "LiveFinding"): ("LiveFinding", {"code": "code", "was_in_previous_release": "is_old"}),
    ("validation", "RunFinding"): ("Finding", {"code": "code", "run_id": "run_id"}),
}


@pytest.mark.usefixtures("data_dir")
def test_rows_of_renamed_models_survive_the_upgrade(migrate_to: Migrate) -> None:
    _fill(in_review())
    today = {key: _rows(apps, key, fields) for key, (_, fields) in RENAMED.items()}
    assert [key for key, rows in today.items() if not rows] == []

    former = migrate_to(BEFORE)
    stored = {key: _rows(former, (key[0], name), fields.values()) for key, (name, fields) in RENAMED.items()}
    upgrade()

    assert stored == today
    assert {key: _rows(apps, key, fields) for key, (_, fields) in RENAMED.items()} == today
    (fix,) = AppliedFix.objects.all()
    assert [entry.applied_fix for entry in fix.entries.all()] == [fix]
    assert list(fix.revision.applied_fixes.all()) == [fix]
    assert StatePeriod.objects.filter(revision=fix.revision).count() == fix.revision.state_periods.count() > 0


def _rows(of: Apps, model: tuple[str, str], names: Iterable[str]) -> list[tuple[object, ...]]:
    return list(of.get_model(*model).objects.order_by("pk").values_list("pk", *names))


def _fill(scene: InReview) -> None:
    """At least one row of each renamed model, with values other than the default ones."""
    scene.approve(DOCS)
    fix = AppliedFix.objects.create(
        revision=scene.revision,
        code="MF-001",
        title={"id": "Shorten it"},
        finding_count=3,
        fingerprints=["a" * 16],
        unresolved={"n": 1, "why": []},
        at=NOW,
    )
    entry = SectionVersion.objects.filter(section__revision=scene.revision).latest("pk")
    entry.applied_fix, entry.renames, entry.is_submitted = fix, {"a": "b"}, True
    entry.save()
    run = scene.revision.runs.latest("created_at")
    RunFinding.objects.create(run=run, code="MF-001", severity="warning", message="Shorten it.", fingerprint="b" * 16)
    make_live_finding(checked(), was_in_previous_release=True)
    CheckRollout.objects.create(code=CODE, mode=RolloutMode.OBSERVE, at=NOW)
    CheckCatalogue.objects.update_or_create(
        version="1", defaults={"codes": [CODE], "noted_at": NOW, "completed_at": NOW}
    )
