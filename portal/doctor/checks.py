"""The services that are tested, and how."""

from collections.abc import Callable
from functools import partial

from portal.doctor.database import check_database, check_role
from portal.doctor.keys import check_keys
from portal.doctor.mail import check_mail
from portal.doctor.problems import ServiceProblem
from portal.doctor.recovery import check_recovery_admin
from portal.doctor.redis import check_redis
from portal.doctor.storage import check_data_folder, check_storage
from portal.doctor.stream import check_stream


def find_problems(*, mail_to: str = "", is_prepared: bool = True) -> dict[str, ServiceProblem]:
    """{service: what is wrong with it}, without services that work.

    The mail server is only tested if there is an address, and what is in the tables if is_prepared.
    """
    stored = {"database role": check_role, "staff sign-in": check_recovery_admin, "keys": check_keys}
    checks: dict[str, Callable[[], None]] = {
        "data folder": check_data_folder,
        "database": check_database,
        **(stored if is_prepared else {}),
        "Redis": check_redis,
        "storage": check_storage,
        "audit stream": check_stream,
        **({"mail server": partial(check_mail, mail_to)} if mail_to else {}),
    }
    problems = {}
    for name, check in checks.items():
        try:
            check()
        except ServiceProblem as problem:
            problems[name] = problem
    return problems
