"""Adds the numbers of listed tiles by facet, and the triggers that change them together with the tiles.

Also adds the facet of publishers (see `catalog.facets`).

Triggers, because the portal may run an earlier release while it is updated. On PostgreSQL, they take a lock that lasts
until the transaction ends: otherwise two tiles with the same facets, in another order, could wait for each other.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Without a tile, no row is added: a portal can only be moved to a database without rows.
COUNT_AGAIN = [
    "DELETE FROM catalog_tilefacet WHERE kind = 'publisher'",
    """
    INSERT INTO catalog_tilefacet (tile_id, kind, value)
    SELECT tile.listing_id, 'publisher', substr(slug || ' ' || coalesce(tile.vendor_id, '?') || ' ' || vendor, 1, 200)
    FROM (SELECT listing_id, vendor_id, vendor FROM catalog_tile) AS tile
    JOIN listings_listing AS listing ON listing.id = tile.listing_id
    JOIN accounts_organisation AS organisation ON organisation.id = organisation_id
    """,
    "DELETE FROM catalog_facetcount",
    """
    INSERT INTO catalog_facetcount (kind, value, tiles)
    SELECT kind, value, count(*) FROM catalog_tilefacet JOIN catalog_tile ON listing_id = tile_id AND is_listed
    GROUP BY kind, value
    UNION ALL SELECT '', '', count(*) FROM catalog_tile WHERE is_listed GROUP BY is_listed
    """,
]
_ADD = "INSERT INTO catalog_facetcount (kind, value, tiles)"
_ONE_MORE = "ON CONFLICT (kind, value) DO UPDATE SET tiles = catalog_facetcount.tiles + 1"
_ONE_LESS = "UPDATE catalog_facetcount SET tiles = tiles - 1"
_FACETS_OF = "SELECT kind, value FROM catalog_tilefacet WHERE tile_id"


def _is_listed(tile: str) -> str:
    return f"EXISTS (SELECT 1 FROM catalog_tile WHERE listing_id = {tile} AND is_listed)"  # noqa: S608 no input


def _add_facet(row: str) -> str:
    return f"{_ADD} VALUES ({row}.kind, {row}.value, 1) {_ONE_MORE};"


def _remove_facet(row: str) -> str:
    return f"{_ONE_LESS} WHERE kind = {row}.kind AND value = {row}.value;"


def _add_tile(tile: str) -> str:
    facets = f"SELECT kind, value, 1 FROM catalog_tilefacet WHERE tile_id = {tile}"  # noqa: S608 no input
    return f"{_ADD} VALUES ('', '', 1) {_ONE_MORE}; {_ADD} {facets} {_ONE_MORE};"


def _remove_tile(tile: str) -> str:
    return f"{_ONE_LESS} WHERE (kind, value) IN ({_FACETS_OF} = {tile} UNION ALL SELECT '', '');"


def _sqlite_trigger(name: str) -> str:
    event, condition, statements = _TRIGGERS[name]
    return f"CREATE TRIGGER catalog_{name} AFTER {event} FOR EACH ROW WHEN {condition} BEGIN {statements} END"


_OLD_FACET, _NEW_FACET = _is_listed("OLD.tile_id"), _is_listed("NEW.tile_id")
# {name of the trigger of SQLite: (event, condition, statements)}
_TRIGGERS = {
    "facet_insert": ("INSERT ON catalog_tilefacet", _NEW_FACET, _add_facet("NEW")),
    "facet_delete": ("DELETE ON catalog_tilefacet", _OLD_FACET, _remove_facet("OLD")),
    "facet_update_old": ("UPDATE ON catalog_tilefacet", _OLD_FACET, _remove_facet("OLD")),
    "facet_update_new": ("UPDATE ON catalog_tilefacet", _NEW_FACET, _add_facet("NEW")),
    "tile_insert": ("INSERT ON catalog_tile", "NEW.is_listed", _add_tile("NEW.listing_id")),
    "tile_delete": ("DELETE ON catalog_tile", "OLD.is_listed", _remove_tile("OLD.listing_id")),
    "tile_show": ("UPDATE ON catalog_tile", "NEW.is_listed > OLD.is_listed", _add_tile("NEW.listing_id")),
    "tile_hide": ("UPDATE ON catalog_tile", "NEW.is_listed < OLD.is_listed", _remove_tile("OLD.listing_id")),
}
SQLITE = [_sqlite_trigger(name) for name in _TRIGGERS]
SQLITE_BACK = [f"DROP TRIGGER catalog_{name}" for name in _TRIGGERS]
LOCK_TILES = ["LOCK TABLE catalog_tile, catalog_tilefacet IN SHARE ROW EXCLUSIVE MODE"]
_LOCK = "PERFORM pg_advisory_xact_lock(24226);"  # any number that no other lock uses
POSTGRESQL = [
    f"""
    CREATE FUNCTION catalog_count_facet() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      {_LOCK}
      IF TG_OP <> 'INSERT' AND {_OLD_FACET} THEN {_remove_facet("OLD")} END IF;
      IF TG_OP <> 'DELETE' AND {_NEW_FACET} THEN {_add_facet("NEW")} END IF;
      RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION catalog_count_tile() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      was_listed boolean := TG_OP <> 'INSERT' AND OLD.is_listed;
      stays_listed boolean := TG_OP <> 'DELETE' AND NEW.is_listed;
    BEGIN
      IF was_listed = stays_listed THEN RETURN NULL; END IF;
      {_LOCK}
      IF was_listed THEN {_remove_tile("OLD.listing_id")} ELSE {_add_tile("NEW.listing_id")} END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER catalog_count_facet AFTER INSERT OR UPDATE OR DELETE ON catalog_tilefacet
    FOR EACH ROW EXECUTE FUNCTION catalog_count_facet()
    """,
    """
    CREATE TRIGGER catalog_count_tile AFTER INSERT OR UPDATE OF is_listed OR DELETE ON catalog_tile
    FOR EACH ROW EXECUTE FUNCTION catalog_count_tile()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER catalog_count_facet ON catalog_tilefacet",
    "DROP TRIGGER catalog_count_tile ON catalog_tile",
    "DROP FUNCTION catalog_count_facet()",
    "DROP FUNCTION catalog_count_tile()",
]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Count the tiles, then create the triggers. No tile can be written until both are done."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    locked = [*LOCK_TILES, *COUNT_AGAIN, "SET CONSTRAINTS ALL IMMEDIATE", *POSTGRESQL]
    for statement in locked if is_postgresql else [*COUNT_AGAIN, *SQLITE]:
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_vendor_ids")]

    operations = [
        migrations.CreateModel(
            name="FacetCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=200)),
                ("tiles", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="catalog_facetcount_once"),
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
