"""The portal's settings without replacing worker processes, so that memory leaks become visible."""

import sys

# structlog loads rich if it is installed. Only tools for developers install it, so it would distort the measurement.
sys.modules["rich"] = None  # type: ignore[assignment]

from portal.settings import *  # noqa: E402 see above

CELERY_WORKER_MAX_MEMORY_PER_CHILD = CELERY_WORKER_MAX_TASKS_PER_CHILD = 10**9
