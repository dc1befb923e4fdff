"""The embedded broker: kombu's filesystem transport, made safe for concurrent processes."""

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.asynchronous import Hub
from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps

SCHEME = "folder"
_BROKER_POLL_SECONDS = 0.1


class FolderChannel(filesystem.Channel):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Path(self.data_folder_out).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]  # stubs differ
        """Write the message under a temporary name and rename it, because kombu also reads incomplete files."""
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}"
        unfinished = folder / f"{name}.part"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / f"{name}.{queue}.msg")

    def get_table(self, exchange: str) -> list[Any]:
        with self._table_lock():
            return super().get_table(exchange)

    def _queue_bind(  # noqa: PLR0917 kombu defines the signature
        self, exchange: str, routing_key: str, pattern: str | None, queue: str
    ) -> None:
        with self._table_lock():
            super()._queue_bind(exchange, routing_key, pattern, queue)

    @contextmanager
    def _table_lock(self) -> Iterator[None]:
        """Lock the table, because web, worker and beat bind the same queues at start and kombu locks too late."""
        folder = Path(self.control_folder)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class FolderTransport(filesystem.Transport):
    Channel = FolderChannel
    # Asynchronous, so that Celery gives each child of a worker its own pipe. With a shared pipe, a child that is killed
    # at the wrong moment keeps the lock, and the worker hangs.
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # kombu shares this state between all folders of a process, so it would not bind queues in a second folder.
        self.state = virtual.BrokerState()

    def register_with_event_loop(self, _connection: object, loop: Hub) -> None:
        loop.call_repeatedly(self.polling_interval or _BROKER_POLL_SECONDS, self._take_all)

    def _take_all(self) -> None:
        channels = self.cycle
        with suppress(Empty):
            while channels:
                channels.get(self._deliver)


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:{FolderTransport.__name__}"
