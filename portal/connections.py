"""Turns the URLs of the environment into settings for Django and Celery."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from portal.environment import Environment
from tilekit import __version__

# IMMEDIATE takes the write lock when a transaction begins, so that writers wait for each other instead of failing.
_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
# Two seconds are the client's minimum. Keepalives detect a server that disappears without closing connections.
_POSTGRES_LIMITS = {"connect_timeout": 2, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
# Compiling a statement of a page takes longer than running it.
_POSTGRES_OPTIONS = {"options": "-c jit=off"}
# The pool reconnects with growing waits up to this total; after that, the next request tries again.
_RECONNECT_SECONDS = 1
_REDIS_LIMITS = {"socket_connect_timeout": 1, "socket_timeout": 1}
# Reads of a worker take longer, because it waits for messages.
_REDIS_READ_SECONDS = 10


def database_settings(environment: Environment) -> dict[str, Any]:
    """Django's DATABASES["default"]."""
    path = environment.sqlite_path
    if path:
        pragmas = {"init_command": _SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE"}
        # Each thread keeps its connection, because opening one costs as much as three queries.
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": pragmas, "CONN_MAX_AGE": None}
    # Worker processes run one job at a time, and Celery closes the pool after each.
    pool = {"pool": _pool(most=environment.web_threads + 2)} if environment.process_name == "web" else {}
    return postgres_settings(environment.database_url, pool, password=environment.database_password)


def owner_settings(environment: Environment) -> dict[str, Any] | None:
    """The settings of the role that owns the tables; None if it is the same as that of the portal."""
    return postgres_settings(environment.database_owner_url, {}) if environment.database_owner_url else None


def postgres_settings(address: str, more_options: Mapping[str, Any], *, password: str = "") -> dict[str, Any]:
    """Django's settings of the PostgreSQL database with this URL. The password has priority over that of the URL."""
    url = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": password or unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "OPTIONS": {**_POSTGRES_LIMITS, **_POSTGRES_OPTIONS, **dict(parse_qsl(url.query)), **more_options},
        "CONN_HEALTH_CHECKS": True,  # so that no request fails after a server restart
    }


def _pool(*, most: int) -> dict[str, Any]:
    from portal.postgres import BORROW_SECONDS, LimitedConnection  # only with PostgreSQL

    limits = {"timeout": BORROW_SECONDS, "reconnect_timeout": _RECONNECT_SECONDS}
    return {"min_size": 1, "max_size": most, "connection_class": LimitedConnection, **limits}


def caches(environment: Environment) -> dict[str, dict[str, Any]]:
    """Django's CACHES, shared by all processes, because sign-in limits are counted there."""
    if environment.redis_url:
        redis = {
            "BACKEND": "common.redis_cache.FallbackCache",
            "LOCATION": environment.redis_url,
            "KEY_PREFIX": "slipway",
            "OPTIONS": _REDIS_LIMITS,
        }
        table = {
            "BACKEND": "common.redis_cache.TableCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
        return {"default": redis, "fallback": table}
    folder = {"BACKEND": "common.folder_cache.FolderCache", "LOCATION": environment.data_dir / "cache"}
    return {"default": {**folder, "OPTIONS": {"MAX_ENTRIES": 10_000}}}


def broker_settings(environment: Environment) -> tuple[str, dict[str, Any]]:
    """Celery's broker address and its transport options."""
    # Queues are consumed in the order in which the worker lists them.
    shared = {"queue_order_strategy": "priority", "polling_interval": 0.1}
    if environment.redis_url:
        is_web = environment.process_name == "web"
        limits = _REDIS_LIMITS if is_web else {**_REDIS_LIMITS, "socket_timeout": _REDIS_READ_SECONDS}
        return environment.redis_url, {**shared, **limits, "global_keyprefix": "slipway:"}
    root = environment.data_dir / "broker"
    folders = {"data_folder_in": root / "q", "data_folder_out": root / "q", "control_folder": root / "ctl"}
    return "folder://localhost//", {**shared, **{name: str(path) for name, path in folders.items()}}


def storage_settings(environment: Environment) -> dict[str, Any]:
    """Django's STORAGES["default"]."""
    url = urlsplit(environment.storage_url)
    if url.scheme == "s3":
        keys = {"access_key": environment.aws_access_key_id, "secret_key": environment.aws_secret_access_key}
        place = {"bucket_name": url.netloc, "location": url.path.strip("/")}
        options = {**{name: key for name, key in keys.items() if key}, **place, **dict(parse_qsl(url.query))}
        return {"BACKEND": "files.bucket.Bucket", "OPTIONS": options}
    path = unquote(url.path) if url.path else environment.data_dir / "files"
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": path}}


def static_folder(environment: Environment) -> Path:
    """The folder of the collected style sheets and scripts."""
    return environment.static_dir or shared_static_folder(environment)


def shared_static_folder(environment: Environment) -> Path:
    """The folder in DATA_DIR in which web processes of other versions find the style sheets and scripts of this one.

    Each version has its own, because processes of the version before use theirs until they are replaced.
    """
    return environment.data_dir / f"static-{__version__}"


def email(environment: Environment) -> dict[str, Any]:
    """Django's EMAIL_* settings, by name."""
    url = urlsplit(environment.email_url)
    backends = "django.core.mail.backends"
    if url.scheme == "console":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    if url.scheme in {"", "file"}:
        path = unquote(url.path) if url.path else environment.data_dir / "mail"
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend", "EMAIL_FILE_PATH": str(path)}
    is_implicit = url.scheme == "smtps"
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or (465 if is_implicit else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": is_implicit,
        "EMAIL_USE_TLS": not is_implicit and dict(parse_qsl(url.query)).get("tls") == "1",
        "EMAIL_TIMEOUT": 10,
    }
