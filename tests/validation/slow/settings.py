"""The portal's settings with a check that waits."""

from portal.settings import *  # only one application is added
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.validation.slow"]
