"""The services that are tested, and how."""

from collections.abc import Callable, Mapping

from portal.doctor.database import check_database
from portal.doctor.problems import ServiceProblem
from portal.doctor.redis import check_redis
from portal.doctor.storage import check_storage

CHECKS: Mapping[str, Callable[[], None]] = {
    "database": check_database,
    "Redis": check_redis,
    "storage": check_storage,
}


def find_problems() -> dict[str, ServiceProblem]:
    """{service: what is wrong with it}, without services that work."""
    problems = {}
    for name, check in CHECKS.items():
        try:
            check()
        except ServiceProblem as problem:
            problems[name] = problem
    return problems
