"""Finds and erases a leaked secret, in batches. It can be stopped at any point and repeated."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from audit.erasures import ERASABLE_COLUMNS, erase_in_event
from audit.models import Event
from common.actor import Actor
from common.cache_entries import CacheEntry, cache_entries
from listings.content.parse_cache import clear_cache as clear_parse_cache
from operations.erasure.actions import erase_in_rows
from operations.erasure.columns import SearchedColumn, searched_columns
from operations.erasure.leaked_secret import LeakedSecret
from operations.erasure.places import SecretPlace, listings_of, listings_with_files
from operations.erasure.stored_files import erase_in_file, erase_in_object, files_with, objects_with

_ROWS_PER_BATCH = 100
_LISTING_FILES = "files"
_OTHER_OBJECTS = "exports and uploads"
_EVENTS = "audit events"
_CACHE = "cache"
Clock = Callable[[], datetime]
OnStep = Callable[[], None]


def do_nothing() -> None:
    """The default for `on_step`."""


def places_of(secret: LeakedSecret, *, on_step: OnStep = do_nothing) -> Iterator[SecretPlace]:
    """The columns and files that contain the secret. Reads each table once for each of its columns, and all files."""
    for column in searched_columns():
        if row_ids := list(column.matching_ids(secret)):
            listings = listings_of(column.model, row_ids)
            yield SecretPlace(name=str(column), label=column.label, rows=len(row_ids), listings=listings)
        on_step()
    if events := len(_events_with(secret)):
        yield SecretPlace(name=_EVENTS, label=_("Events of the audit log"), rows=events)
    if files := list(files_with(secret, on_file=on_step)):
        listings = listings_with_files(files)
        yield SecretPlace(name=_LISTING_FILES, label=_("Files of listings"), rows=len(files), listings=listings)
    if objects := sum(1 for _object in objects_with(secret, on_file=on_step)):
        yield SecretPlace(name=_OTHER_OBJECTS, label=_("Exports, and uploads that aren't complete"), rows=objects)
    if cached := len(_cached_with(secret)):
        yield SecretPlace(name=_CACHE, label=_("Cache"), rows=cached)


def erase_everywhere(
    secret: LeakedSecret, *, by: Actor, clock: Clock, on_step: OnStep = do_nothing
) -> Iterator[SecretPlace]:
    """Erase the secret in all columns and files. Yields each place that contained it, once it is done.

    Raises NotAllowed, SealChanged, BackupReadsFiles, FileNotStored, ServiceUnavailable.
    """
    yield from _erase_in_columns(secret, by=by, clock=clock, on_step=on_step)
    yield from _erase_in_events(secret, by=by, clock=clock, on_step=on_step)
    yield from _erase_in_files(secret, by=by, clock=clock, on_step=on_step)
    yield from _erase_in_objects(secret, by=by, clock=clock, on_step=on_step)
    clear_parse_cache()
    yield from _erase_in_cache(secret)


def _erase_in_columns(secret: LeakedSecret, *, by: Actor, clock: Clock, on_step: OnStep) -> Iterator[SecretPlace]:
    for column in searched_columns():
        row_ids, erased = list(column.matching_ids(secret)), 0
        for start in range(0, len(row_ids), _ROWS_PER_BATCH):
            batch = row_ids[start : start + _ROWS_PER_BATCH]
            erased += erase_in_rows(column, batch, secret=secret, by=by, now=clock())
            on_step()
        if row_ids:
            yield SecretPlace(name=str(column), label=column.label, rows=len(row_ids), erased=erased)
        on_step()


def _erase_in_events(secret: LeakedSecret, *, by: Actor, clock: Clock, on_step: OnStep) -> Iterator[SecretPlace]:
    if event_ids := _events_with(secret):
        for event_id in event_ids:
            erase_in_event(event_id, replace=partial(_erased, secret), by=by, now=clock())
            on_step()
        yield SecretPlace(name=_EVENTS, label=_("Events of the audit log"), rows=len(event_ids), erased=len(event_ids))


def _erase_in_files(secret: LeakedSecret, *, by: Actor, clock: Clock, on_step: OnStep) -> Iterator[SecretPlace]:
    if files := list(files_with(secret, on_file=on_step)):
        for blob in files:
            erase_in_file(blob, secret, by=by, now=clock())
            on_step()
        yield SecretPlace(name=_LISTING_FILES, label=_("Files of listings"), rows=len(files), erased=len(files))


def _erase_in_objects(secret: LeakedSecret, *, by: Actor, clock: Clock, on_step: OnStep) -> Iterator[SecretPlace]:
    if names := list(objects_with(secret, on_file=on_step)):
        for name in names:
            erase_in_object(name, secret=secret, by=by, now=clock())
        label = _("Exports, and uploads that aren't complete")
        yield SecretPlace(name=_OTHER_OBJECTS, label=label, rows=len(names), erased=len(names))


def _erase_in_cache(secret: LeakedSecret) -> Iterator[SecretPlace]:
    """Delete the entries with the secret. Others stay, such as the numbers of failed sign-ins."""
    if cached := _cached_with(secret):
        for entry in cached:
            entry.delete()
        yield SecretPlace(name=_CACHE, label=_("Cache"), rows=len(cached), erased=len(cached))


def _cached_with(secret: LeakedSecret) -> list[CacheEntry]:
    return [entry for entry in cache_entries() if secret.is_in_bytes(entry.content)]


def _events_with(secret: LeakedSecret) -> list[UUID]:
    columns = (SearchedColumn(Event, name) for name in ERASABLE_COLUMNS)
    return sorted({event_id for column in columns for event_id in column.matching_ids(secret)})


def _erased(secret: LeakedSecret, name: str, value: object) -> object:
    return SearchedColumn(Event, name).erased(value, secret)
