"""Multiplies the partners and listings of the demo in PostgreSQL, so that a benchmark has as many as a large platform.

The database copies the rows of each table. A copy has IDs that are computed from those of the original and its number,
unique texts with this number, and times that are as many minutes earlier.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bench.index_rebuild import indexes_rebuilt_afterwards

if TYPE_CHECKING:
    from django.db.models import Field, Model

# The ID keeps its kind (version 7) and its random part, and its time becomes n minutes earlier.
_COPIED_ID = """
CREATE FUNCTION pg_temp.copied(id uuid, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(('x' || left(id::text, 8) || substr(id::text, 10, 4))::bit(48)::bigint - n * 60000), 12, '0')
    || substr(id::text, 14))::uuid
$$
"""
# Events about the copied listings, a tenth of a minute apart. %s: their number.
_ADD_EVENTS = """
INSERT INTO audit_event (id, actor_kind, actor_id, verb, object_ids, digests, request_id, at)
SELECT pg_temp.copied('{now}'::uuid, n), 'person', person.id,
  (ARRAY['section.edit', 'sign-in', 'revision.submit'])[1 + n % 3],
  jsonb_build_object('listing', listing.id, 'organisation', listing.organisation_id), '{{}}', md5('request' || n),
  now() - n * interval '1 minute'
FROM generate_series(1::bigint, %s) AS n
JOIN (SELECT id, organisation_id, row_number() OVER () - 1 AS place FROM listings_listing) AS listing
  ON listing.place = (n * 7919) % (SELECT count(*) FROM listings_listing)
JOIN (SELECT id, row_number() OVER () - 1 AS place FROM accounts_person) AS person
  ON person.place = n % (SELECT count(*) FROM accounts_person)
"""
# Staff have work in the first copies only, so that there are about 5,000 open reviews. {column: its value}.
_COPIES_AT_WORK = 250
_WITHOUT_WORK = {
    "listings_revision.state": """
      CASE WHEN source.state IN ('draft', 'published', 'superseded') THEN source.state ELSE 'rejected' END
    """,
    "reviews_review.closed_at": "coalesce(source.closed_at, source.opened_at)",
    **{f"reviews_review.{name}": "NULL::timestamptz" for name in ("waiting_since", "due_at", "incident_from")},
}
# Copied partners have other names than the vendors of their tiles.
_RENAME_VENDORS = """
UPDATE catalog_tile
SET vendor = coalesce(nullif(confirmed_name, ''), organisation.name), vendor_id = organisation.vendor_id
FROM listings_listing AS listing JOIN accounts_organisation AS organisation ON organisation.id = organisation_id
WHERE listing_id = listing.id AND organisation.slug ~ '^s[0-9]+-'
"""
_RENAME_FACETS = """
UPDATE catalog_tilefacet SET value = left(vendor, 200)
FROM catalog_tile WHERE listing_id = tile_id AND kind = 'vendor' AND value <> left(vendor, 200)
"""
# The copies have numbers as IDs that the sequence has not generated.
_CONTINUE_FACETS = "SELECT setval(pg_get_serial_sequence('catalog_tilefacet', 'id'), max(id)) FROM catalog_tilefacet"
# The demo has about 53 submissions. Most revisions get an earlier one, so that 100,000 listings have 300,000.
_SUBMISSIONS_OF_A_COPY = 85
_SUBMIT_MORE = (
    f"""
    CREATE TEMP TABLE resubmitted AS SELECT revision_id FROM listings_submission_original WHERE round = 1
    ORDER BY revision_id
    LIMIT (SELECT greatest(0, {_SUBMISSIONS_OF_A_COPY} - count(*)) FROM listings_submission_original)
    """,
    "UPDATE listings_revision_original SET round = round + 1 WHERE id IN (SELECT revision_id FROM resubmitted)",
    """
    UPDATE listings_submission_original SET round = round + 1
    WHERE revision_id IN (SELECT revision_id FROM resubmitted)
    """,
    """
    INSERT INTO listings_submission_original
    SELECT (jsonb_populate_record(later, jsonb_build_object('id', pg_temp.copied(id, 1000000), 'round', 1))).*
    FROM listings_submission_original AS later
    WHERE round = 2 AND revision_id IN (SELECT revision_id FROM resubmitted)
    """,
)
_ROWS_AT_MOST = 100_000  # of the demo in a table with numbers as IDs


class Copies(Struct, frozen=True, kw_only=True):
    """How many copies of the demo's partners and of its listings there are in the end."""

    partners: int
    listings: int


class _Copier:
    """The statements that copy the rows of all models that belong to a listing or an organisation."""

    def __init__(self) -> None:
        from django.apps import apps
        from django.db.models import CharField

        self.levels: dict[type[Model], str] = {}
        models = [
            model
            for model in apps.get_models(include_auto_created=True)
            if not any(isinstance(_key(to), CharField) for _, to in [("", model), *_references(model)])
        ]
        self._assign({"accounts.Organisation", "accounts.Person"}, "partner", models)
        self._assign({"listings.Listing"}, "listing", models)

    def _assign(self, roots: set[str], level: str, models: "list[type[Model]]") -> None:
        """Note the level of the roots, and of all models that refer to them."""
        reached = {model for model in models if model._meta.label in roots}
        while reached:
            self.levels |= dict.fromkeys(reached, level)
            reached = {
                model
                for model in models
                if self.levels.get(model) != level and any(self.levels.get(to) == level for _, to in _references(model))
            }

    def statements(self, first: Copies, last: Copies) -> Iterator[tuple[str, list[int]]]:
        """(SQL, parameters) that add the copies after `first` up to `last`."""
        for model, level in self.levels.items():
            bounds = (first.partners, last.partners) if level == "partner" else (first.listings, last.listings)
            yield self._statement(model, last.partners), [bounds[0] + 1, bounds[1]]

    def _statement(self, model: "type[Model]", partners: int) -> str:
        fields = [field for field in model._meta.concrete_fields if not self._is_left_out(field)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(field, partners) for field in fields)
        table = model._meta.db_table
        rows = f"(SELECT * FROM {table}_original) AS source"
        return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {rows}, generate_series(%s, %s) AS n"

    def originals(self, findings_per_run: int) -> Iterator[str]:
        """Statements that keep the demo's rows of each model, apart from those of staff."""
        for model in self.levels:
            table, partner = model._meta.db_table, "SELECT person_id FROM accounts_membership"
            owners = [
                f'"{field.column}" IN ({partner})' if to._meta.label == "accounts.Person" else
                f'"{field.column}" IS NOT NULL'
                for field, to in _references(model) if to in self.levels
            ]  # fmt: skip
            if model._meta.label == "accounts.Person":
                owners = [f"id IN ({partner})"]
            if model._meta.label in ("accounts.Organisation", "listings.Listing"):
                owners = []
            where = " OR ".join(owners) or "true"
            if model._meta.label == "validation.RunFinding":
                places = f"SELECT id, row_number() OVER (PARTITION BY run_id) AS place FROM {table}"
                where = f"id IN (SELECT id FROM ({places}) AS numbered WHERE place <= {findings_per_run})"
            yield f"CREATE TEMP TABLE {table}_original AS SELECT * FROM {table} WHERE {where}"

    def _is_left_out(self, field: "Field[Any, Any]") -> bool:
        return getattr(field, "generated", False)

    def _value(self, field: "Field[Any, Any]", partners: int) -> str:
        """The value of a column in copy n, as SQL."""
        value = self._copied_value(field, partners)
        if without_work := _WITHOUT_WORK.get(f"{field.model._meta.db_table}.{field.column}"):
            return f"CASE WHEN n <= {_COPIES_AT_WORK} THEN {value} ELSE {without_work} END"
        return value

    def _copied_value(self, field: "Field[Any, Any]", partners: int) -> str:
        from django.db.models import DateTimeField

        column = f'source."{field.column}"'
        target = field.related_model or (field.model if field.primary_key else None)
        if target in self.levels:
            return self._copied_key(field, target, partners)
        if isinstance(field, DateTimeField):
            return f"{column} - n * interval '1 minute'"
        return _numbered_value(field, column) if field.name in self._numbered(field.model) else column

    def _copied_key(self, field: "Field[Any, Any]", target: "type[Model]", partners: int) -> str:
        """The key of the copy of the row that the field refers to, or of the row itself. Staff are not copied."""
        from django.db.models import UUIDField

        column = f'source."{field.column}"'
        number = "n" if self.levels[target] == self.levels[field.model] else f"(1 + mod(n - 1, {partners}))"
        has_id = isinstance(_key(target), UUIDField)
        copied = f"pg_temp.copied({column}, {number})" if has_id else f"{column} + {number} * {_ROWS_AT_MOST}"
        if target._meta.label == "accounts.Person" and not field.primary_key:
            return f"CASE WHEN {column} IN (SELECT id FROM accounts_person_original) THEN {copied} ELSE {column} END"
        return copied

    def _numbered(self, model: "type[Model]") -> set[str]:
        """The longest text of each unique constraint that has no reference to a row with as many copies."""
        from django.db.models import UniqueConstraint

        sets = [{field.name} for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        unique = (constraint for constraint in model._meta.constraints if isinstance(constraint, UniqueConstraint))
        sets.extend({*constraint.fields, *_columns_of(constraint.expressions)} for constraint in unique)
        same = {field.name for field, to in _references(model) if self.levels.get(to) == self.levels[model]}
        lengths = {field.name: field.max_length or 1_000 for field in model._meta.concrete_fields}
        lengths |= {field.name: 0 for field, _ in _references(model)}
        return {max(names, key=lengths.__getitem__) for names in sets if names and not names & same}


def _numbered_value(field: "Field[Any, Any]", column: str) -> str:
    """The value of a unique column in copy n."""
    from django.db.models import IntegerField, UUIDField

    if isinstance(field, UUIDField):
        return f"pg_temp.copied({column}, n)"
    if isinstance(field, IntegerField):
        return f"mod({column}::bigint + n * 1000, 2147483647)"
    return f"CASE {column} WHEN '' THEN '' ELSE left('s' || n || '-' || {column}, {field.max_length or 200}) END"


def _columns_of(expressions: Iterable[Any]) -> Iterator[str]:
    """The columns in the expressions of a constraint."""
    from django.db.models import F

    for expression in expressions:
        yield from (part.deconstruct()[1][0] for part in expression.flatten() if isinstance(part, F))


def _key(model: "type[Model]") -> "Field[Any, Any]":
    """The field whose type the keys of the model have."""
    key = model._meta.pk
    return _key(key.related_model) if key.related_model is not None else key


def _references(model: "type[Model]") -> "list[tuple[Field[Any, Any], type[Model]]]":
    """(field, model) of the references of a model to others."""
    return [(field, field.related_model) for field in model._meta.concrete_fields if field.related_model is not None]


def keep_originals(*, findings_per_run: int = 10) -> None:
    """Prepare this connection for `add_copies`. A run has hundreds of findings, which no list counts one by one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET work_mem = '256MB'")  # so that joins keep the order of IDs, in which indexes grow fastest
        cursor.execute("SET session_replication_role = replica")  # neither triggers nor keys: the copies are consistent
        cursor.execute(_COPIED_ID)
        for statement in sorted(_Copier().originals(findings_per_run), key=lambda text: "accounts_person_" not in text):
            cursor.execute(statement)
        for statement in _SUBMIT_MORE:
            cursor.execute(statement)


def add_copies(first: Copies, last: Copies, *, events: int) -> None:
    """Add the copies of partners and listings after `first` up to `last`, and this number of events about listings.

    The tables are not analysed.
    """
    from django.db import connection

    from common.ids import uuid7

    copier = _Copier()
    tables = [*(model._meta.db_table for model in copier.levels), "audit_event"]
    with connection.cursor() as cursor, indexes_rebuilt_afterwards(cursor, tables):
        for statement, parameters in copier.statements(first, last):
            cursor.execute(statement, parameters)
        cursor.execute(_RENAME_VENDORS)
        cursor.execute(_RENAME_FACETS)
        cursor.execute(_CONTINUE_FACETS)
        for statement in import_module("catalog.migrations.0007_facet_counts").COUNT_AGAIN:  # without triggers
            cursor.execute(statement)
        cursor.execute(
            _ADD_EVENTS.replace("{now}", str(uuid7())).replace("{{}}", "{}").replace(" % ", " %% "), [events]
        )
