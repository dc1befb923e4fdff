"""The portal's settings without recycling: what a process does not give back is seen."""

from portal.settings import *  # noqa: F403 only recycling is off

CELERY_WORKER_MAX_MEMORY_PER_CHILD = CELERY_WORKER_MAX_TASKS_PER_CHILD = 10**9
