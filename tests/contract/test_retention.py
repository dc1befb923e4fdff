"""Every table is removed after some time or kept for a reason, and the settings exist."""

from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from jobs.kind_registry import kind_names
from jobs.models import LongRunning
from jobs.retention.registry import RetentionKind, kept_tables, retention_kinds, separate_removals
from portal.environment import Environment
from portal.retention_variables import RetentionVariables
from portal.review_variables import ReviewVariables

KINDS = retention_kinds()
REMOVED = {model for kind in KINDS for model in (kind.due(timezone.now()).model, *kind.related)}
KEPT = Counter(model for tables in kept_tables() for model in tables.models)
MODELS = set(apps.get_models(include_auto_created=True))


def names(models: object) -> list[str]:
    return sorted(model._meta.label for model in models)  # type: ignore[attr-defined]


def test_every_table_is_removed_or_kept_for_a_reason() -> None:
    """If this fails, add the model to the `retention_rows` of its app."""
    assert names(MODELS - REMOVED - set(KEPT)) == []


def test_no_table_is_both_removed_and_kept() -> None:
    assert names(REMOVED & set(KEPT)) == []
    assert [model for model, times in KEPT.items() if times > 1] == []


def test_reasons_are_sentences() -> None:
    assert [str(tables.reason) for tables in kept_tables() if not str(tables.reason).endswith(".")] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_columns_and_a_setting_that_exist(kind: RetentionKind) -> None:
    model: type[Model] = kind.due(timezone.now()).model
    assert {field.name for field in model._meta.get_fields()} >= {kind.since, *filter(None, [kind.size])}
    if kind.setting:
        assert kind.setting.lower() in Environment.__dataclass_fields__
        assert isinstance(getattr(settings, kind.setting), int)


def test_settings_of_days_are_used() -> None:
    declared = set(RetentionVariables.__dataclass_fields__) - set(ReviewVariables.__dataclass_fields__)
    assert {name.upper() for name in declared} == {kind.setting for kind in KINDS if kind.setting}


def test_jobs_of_their_own_exist() -> None:
    assert {removal.job_kind for removal in separate_removals()} <= set(kind_names())


def test_long_running_work_is_removed() -> None:
    assert {model for model in MODELS if issubclass(model, LongRunning)} <= REMOVED
