"""A leaked secret can be erased in every column that can contain text."""

import pytest
from django.apps import apps
from django.db import models

from operations.erasure.columns import NOT_SEARCHED, searched_columns, text_columns

pytestmark = pytest.mark.sqlite_is_enough
# Columns of these classes can't contain a text that somebody entered.
WITHOUT_TEXT = (
    models.BooleanField, models.DateField, models.DurationField, models.FloatField, models.IntegerField,
    models.GenericIPAddressField, models.UUIDField, models.ForeignKey,
)  # fmt: skip
# The keys of tables are not searched. These contain digests, IDs and names that the code declares.
KEYS = {
    "allauth_idp_oidc.Client.id", "api.UsedIdToken.hash", "jobs.Heartbeat.name", "jobs.RetentionRun.name",
    "sessions.Session.session_key", "validation.CheckCatalogue.version", "validation.CheckRollout.code",
}  # fmt: skip


def test_every_column_is_searched_or_cannot_contain_text() -> None:
    """If this fails, let `operations/erasure/columns.py` search columns of this class."""
    columns = {str(column) for column in text_columns()}
    others = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if f"{model._meta.label}.{field.name}" not in columns and not isinstance(field, WITHOUT_TEXT)
    ]
    assert sorted(others) == sorted(KEYS)


def test_exceptions_are_columns_with_reasons() -> None:
    assert set(NOT_SEARCHED) <= {str(column) for column in text_columns()}
    assert all(NOT_SEARCHED.values())


def test_texts_of_people_are_searched() -> None:
    names = {str(column) for column in searched_columns()}
    assert names >= {"listings.Section.document", "reviews.Comment.body", "files.Blob.facts", "jobs.Job.payload"}
    assert names & {"accounts.SignInProvider.encrypted_secret", "audit.Event.verb"} == set()
