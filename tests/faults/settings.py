"""The portal's settings with kinds of jobs and middleware for fault tests, and fast password hashes."""

from portal.settings import *  # only one application is added
from portal.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.slow"]
MIDDLEWARE = ["tests.faults.held_calls.hold_outside", *MIDDLEWARE, "tests.faults.held_calls.hold_inside"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
