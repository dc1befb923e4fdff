"""The services that are tested, and how."""

from collections.abc import Callable, Mapping

from portal.doctor.problems import ServiceProblem
from portal.doctor.storage import check_storage

CHECKS: Mapping[str, Callable[[], None]] = {
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
