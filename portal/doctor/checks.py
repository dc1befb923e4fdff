"""The services that are tested, and how."""

from collections.abc import Callable
from functools import partial

from portal.doctor.database import check_database, check_owner, check_role
from portal.doctor.keys import check_keys
from portal.doctor.mail import check_mail
from portal.doctor.problems import ServiceProblem
from portal.doctor.redis import check_redis
from portal.doctor.staff_sign_in import check_provider, check_recovery_admin
from portal.doctor.storage import check_data_folder, check_storage
from portal.doctor.stream import check_stream


def service_checks(*, mail_to: str = "", is_prepared: bool = True) -> dict[str, Callable[[], None]]:
    """{service: how it is tested}. An e-mail is sent if there is an address.

    What is in the tables is only tested if is_prepared, and so is the identity provider, which may be slow: the portal
    starts without it.
    """
    later = {
        "database role": check_role,
        "staff sign-in": check_recovery_admin,
        "keys": check_keys,
        "identity provider": check_provider,
    }
    return {
        "data folder": check_data_folder,
        "database": check_database,
        "owner of the tables": check_owner,
        **(later if is_prepared else {}),
        "Redis": check_redis,
        "storage": check_storage,
        "audit stream": check_stream,
        "mail server": partial(check_mail, mail_to),
    }


def find_problems(*, mail_to: str = "", is_prepared: bool = True) -> dict[str, ServiceProblem]:
    """{service: what is wrong with it}, without services that work. The parameters are those of `service_checks`."""
    problems = {}
    for name, check in service_checks(mail_to=mail_to, is_prepared=is_prepared).items():
        try:
            check()
        except ServiceProblem as problem:
            problems[name] = problem
    return problems
