from pathlib import Path

from portal import connections
from portal.environment import Environment, read_environment
from tilekit import __version__

DATA = Path("/tmp/slipway-data").resolve()


def _environment(**values: str) -> Environment:
    return read_environment({"DATA_DIR": str(DATA), **values})


def test_embedded_database_queues_its_writers() -> None:
    database = connections.database_settings(_environment())

    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.sqlite3", DATA / "slipway.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_sqlite_address_names_its_file() -> None:
    assert connections.database_settings(_environment(DATABASE_URL="sqlite:////srv/a%20b.sqlite3"))["NAME"] == Path(
        "/srv/a b.sqlite3"
    )


def test_postgres_address_is_taken_apart() -> None:
    database = connections.database_settings(
        _environment(DATABASE_URL="postgres://me:p%40ss@db:6000/slip?sslmode=require")
    )

    parts = [database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["me", "p@ss", "db", "6000", "slip"]
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["connect_timeout"] == 2
    assert database["OPTIONS"]["options"] == "-c jit=off"


def test_only_the_web_process_keeps_a_pool() -> None:
    url = "postgres://me@db/slip"

    web = connections.database_settings(_environment(DATABASE_URL=url, PROCESS_NAME="web", WEB_THREADS="4"))
    worker = connections.database_settings(_environment(DATABASE_URL=url, PROCESS_NAME="worker"))

    assert web["OPTIONS"]["pool"]["max_size"] == 6
    assert "pool" not in worker["OPTIONS"]


def test_cache_is_shared_by_processes_on_both_set_ups() -> None:
    embedded, redis = (connections.caches(_environment(REDIS_URL=url)) for url in ("", "redis://r:6379/1"))

    assert [
        (cache["BACKEND"].rsplit(".")[-1], cache["LOCATION"]) for cache in (*embedded.values(), *redis.values())
    ] == [
        ("FolderCache", DATA / "cache"),
        ("FallbackCache", "redis://r:6379/1"),
        ("TableCache", "cache"),
    ]


def test_broker_is_a_folder_or_redis() -> None:
    embedded, options = connections.broker_settings(_environment())
    redis, worker = connections.broker_settings(_environment(REDIS_URL="redis://r:6379/1"))
    _, web = connections.broker_settings(_environment(REDIS_URL="redis://r:6379/1", PROCESS_NAME="web"))

    assert (embedded, options["data_folder_in"]) == ("folder://localhost//", str(DATA / "broker" / "q"))
    assert options["data_folder_in"] == options["data_folder_out"]
    assert redis == "redis://r:6379/1"
    assert web["socket_timeout"] < worker["socket_timeout"]  # a page does not wait for messages


def test_storage_is_a_folder_or_a_bucket() -> None:
    embedded = connections.storage_settings(_environment())
    bucket = connections.storage_settings(_environment(STORAGE_URL="s3://parts/tiles?region_name=eu-west-3"))

    assert embedded["OPTIONS"] == {"location": DATA / "files"}
    assert bucket["BACKEND"] == "files.bucket.Bucket"
    assert bucket["OPTIONS"] == {"bucket_name": "parts", "location": "tiles", "region_name": "eu-west-3"}


def test_keys_of_the_bucket_are_variables_or_parts_of_its_address() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "a+b/c"}
    separate = connections.storage_settings(_environment(STORAGE_URL="s3://parts", **keys))
    address = connections.storage_settings(_environment(STORAGE_URL="s3://parts?access_key=other", **keys))

    assert (separate["OPTIONS"]["access_key"], separate["OPTIONS"]["secret_key"]) == ("key", "a+b/c")
    assert address["OPTIONS"]["access_key"] == "other"


def test_mail_goes_to_a_folder_or_a_server() -> None:
    folder = connections.email(_environment())
    server = connections.email(_environment(EMAIL_URL="smtp://me:pw@mail:587?tls=1"))
    implicit = connections.email(_environment(EMAIL_URL="smtps://mail"))

    assert folder["EMAIL_FILE_PATH"] == str(DATA / "mail")
    assert [server[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "USE_TLS", "USE_SSL")] == [
        "mail", 587, "me", True, False,
    ]  # fmt: skip
    assert [implicit[f"EMAIL_{name}"] for name in ("PORT", "USE_TLS", "USE_SSL")] == [465, False, True]


def test_versions_share_no_folder_of_static_files() -> None:
    """Processes of the version before use theirs while the next one is prepared."""
    assert connections.static_folder(_environment()) == DATA / f"static-{__version__}"
    assert connections.static_folder(_environment(STATIC_DIR="/srv/static")) == Path("/srv/static")
