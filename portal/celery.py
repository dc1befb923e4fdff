"""The Celery application of the worker, of beat and of all processes that send hints."""

import gc
import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, worker_init

import portal.broker  # noqa: F401 registers the embedded broker
from portal.memory import free_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("slipway")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    """Replace Celery's logging with ours, which adds the request ID to the log lines of a job."""
    from django.conf import settings  # app ready

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def load_checks(**_: Any) -> None:
    """Load all checks before the worker forks, so that its children share them."""
    from tilekit.checks.preload import preload_checks  # slow import, which only the worker needs

    preload_checks()
    gc.collect()
    gc.freeze()


@task_postrun.connect
def free_memory_after_task(sender: object = None, **_: Any) -> None:
    """Free memory after each job, so that a worker needs no more memory than its largest listing."""
    from jobs.hints import TASK  # app ready

    if getattr(sender, "name", "") == TASK:
        free_memory()
