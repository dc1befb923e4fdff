"""Encrypt all stored secrets with the first key: `manage.py reencrypt`. People can go on working."""

from argparse import ArgumentParser
from collections.abc import Iterator
from time import sleep
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Model
from django.utils import timezone

from accounts.actions import reencrypt_rows
from accounts.ciphers import EncryptionKey, encryption_keys
from accounts.encrypted_columns import EncryptedColumns, all_encrypted_columns
from accounts.key_use import KeyUse, key_use, value_batches
from common.commands import PortalCommand

_ROUNDS = 5  # rows that a transaction has locked are skipped, and tried again in the next round
_SECONDS_BETWEEN_ROUNDS = 1


class Command(PortalCommand):
    help = (
        "Encrypt all stored secrets with the first key of ENCRYPTION_KEYS, in small batches, and list which keys are "
        "still needed. It can be stopped and started again at any time. It fails while another key is needed, or if a "
        "value can't be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only list which keys are needed; change nothing")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        keys = encryption_keys()
        if not check:
            self.stdout.write(f"Re-encrypted: {sum(_rounds(keys[0]))} rows")
        use = key_use()
        self.stdout.write("\n".join(_lines(keys, use)))
        if problems := list(_problems(keys, use)):
            raise CommandError("\n".join(problems))


def _rounds(first: EncryptionKey) -> Iterator[int]:
    """Encrypt everything again until no row needs it. Yields the number of rows of each batch."""
    for number in range(_ROUNDS):
        if number:
            sleep(_SECONDS_BETWEEN_ROUNDS)
        stale = 0
        for registered in all_encrypted_columns():
            for row_ids in _stale_batches(registered, first):
                changed = reencrypt_rows(registered, row_ids, now=timezone.now())
                stale += len(row_ids) - changed
                yield changed
        if not stale:
            return


def _stale_batches(registered: EncryptedColumns, first: EncryptionKey) -> Iterator[list[Any]]:
    for batch in value_batches(registered):
        if row_ids := [row.pk for row in batch if _is_stale(registered, row, first)]:
            yield row_ids


def _is_stale(registered: EncryptedColumns, row: Model, first: EncryptionKey) -> bool:
    values = (getattr(row, column) for column in registered.columns)
    return any(key not in {first, None} for value in values for key in registered.keys_of(value, row_id=row.pk))


def _lines(keys: list[EncryptionKey], use: KeyUse) -> Iterator[str]:
    yield "Values under each key, the key that encrypts first:"
    for key in keys:
        yield f"  {key.fingerprint}  {key.variable:<20}  {use.number_under(key)}"
        for (column, fingerprint), number in sorted(use.numbers.items()):
            if fingerprint == key.fingerprint:
                yield f"      {column}: {number}"
    yield f"Values that no key can read: {len(use.unreadable)}"
    yield from (f"  {value}" for value in use.unreadable)


def _problems(keys: list[EncryptionKey], use: KeyUse) -> Iterator[str]:
    for key in keys[1:]:
        if number := use.number_under(key):
            yield f"Keep the key {key.fingerprint} ({key.variable}): {number} values need it. Run the command again."
    if use.unreadable:
        yield (
            f"{len(use.unreadable)} values can't be read. Add the key that encrypted them to the end of "
            "ENCRYPTION_KEYS. If it is lost, docs/keys.md lists how to replace each value."
        )
