"""Checks that the servers for the second test run of `.ci/run` respond, and deletes its databases.

`python -m tests.services POSTGRES_URL REDIS_URL` or `python -m tests.services --remove POSTGRES_URL DATABASE`.
"""

import sys

import psycopg
import redis
from psycopg import sql


def missing(postgres_url: str, redis_url: str) -> list[str]:
    """The servers that do not respond, as sentences with instructions."""
    problems = []
    try:
        psycopg.connect(f"{postgres_url}/postgres", connect_timeout=3).close()
    except psycopg.Error as fault:
        first_line = str(fault).strip().splitlines()[0]
        problems.append(
            f"PostgreSQL does not respond ({first_line}). Start it and create a role that may create databases: "
            "service postgresql start && su postgres -c 'createuser --superuser root'"
        )
    try:
        redis.Redis.from_url(redis_url, socket_connect_timeout=3).ping()
    except redis.RedisError as fault:
        problems.append(f"Redis does not respond ({fault}). Start it: service redis-server start")
    return problems


def remove(postgres_url: str, name: str) -> None:
    """Drop every database whose name contains the given name; an interrupted run leaves several."""
    with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{name}%"]).fetchall()
        for (database,) in rows:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def main(arguments: list[str]) -> int:
    if arguments[0] == "--remove":
        remove(*arguments[1:])
        return 0
    problems = missing(*arguments)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
