"""The embedded broker: kombu's folder of messages, made safe for processes that start and write at once."""

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps

SCHEME = "folder"


class Channel(filesystem.Channel):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Path(self.data_folder_out).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]  # stubs differ
        """Let a message appear only when it is whole: kombu's reader takes a file that is still being written."""
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}"
        unfinished = folder / f"{name}.part"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / f"{name}.{queue}.msg")

    def get_table(self, exchange: str) -> list[Any]:
        with self._table_lock():
            return super().get_table(exchange)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        with self._table_lock():
            super()._queue_bind(exchange, routing_key, pattern, queue)

    @contextmanager
    def _table_lock(self) -> Iterator[None]:
        """Web, worker and beat bind the same queues when they start; kombu locks a table after opening it."""
        folder = Path(self.control_folder)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # kombu shares this between all folders of a process, and then does not bind in a second one.
        self.state = virtual.BrokerState()


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
