"""The portal's settings for tests: fast password hashes, e-mail in memory, a temporary data folder."""

import atexit
import os
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path

from portal.environment import Environment

# The environment decides which databases are tested. All other variables must not influence the tests.
for _field in fields(Environment):
    if _field.name not in {"database_url", "redis_url"}:
        os.environ.pop(_field.name.upper(), None)
    os.environ.pop(f"{_field.name.upper()}_FILE", None)
_FOLDER = tempfile.mkdtemp(prefix="slipway-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ.update(DATA_DIR=_FOLDER, LOG_LEVEL="WARNING")
_REDIS, _, _NUMBER = os.environ.get("REDIS_URL", "").rpartition("/")
if _REDIS:
    # Clearing the cache deletes the whole Redis database, so each pytest worker uses a separate one.
    _WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{_REDIS}/{int(_NUMBER) + _WORKER}"

from portal.settings import *  # the environment is set above
from portal.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir()  # WhiteNoise warns if the folder of collected files is missing

# A page with one query per row (N+1) fails any test that requests it. Models of packages are excepted.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
_ACTOR = MIDDLEWARE.index("accounts.middleware.ActorMiddleware")
MIDDLEWARE = [
    "zeal.middleware.zeal_middleware",
    *MIDDLEWARE[:_ACTOR], "tests.outage.OutageMiddleware", *MIDDLEWARE[_ACTOR:],
]  # fmt: skip
ZEAL_ALLOWLIST = [{"model": f"{package}.*"} for package in ("account", "mfa", "sessions", "usersessions")]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if not os.environ.get("REDIS_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# `TEST_LANGUAGE=ja` runs tests in Japanese: pages, e-mails and commands, unless a test chooses a language itself.
if LANGUAGE := os.environ.get("TEST_LANGUAGE"):
    LANGUAGE_CODE = os.environ["LANGUAGE"] = LANGUAGE
# Tests need no protection against power cuts.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory, because each thread of the live server needs a separate connection.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_FOLDER) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
