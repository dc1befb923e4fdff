"""The portal's settings without replacing worker processes, so that memory leaks become visible."""

from portal.settings import *  # only the limits differ

CELERY_WORKER_MAX_MEMORY_PER_CHILD = CELERY_WORKER_MAX_TASKS_PER_CHILD = 10**9
