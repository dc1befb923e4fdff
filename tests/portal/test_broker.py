"""The folder broker, used by many processes at the same time."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection, Queue
from kombu.pools import reset

import portal.broker

pytestmark = pytest.mark.sqlite_is_enough


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    options = {"data_folder_in": f"{tmp_path}/q", "data_folder_out": f"{tmp_path}/q", "control_folder": f"{tmp_path}/c"}
    with Connection(f"{portal.broker.SCHEME}://localhost//", transport_options=options) as connection:
        yield connection
    reset()


def test_message_arrives_once_and_leaves_nothing(connection: Connection, tmp_path: Path) -> None:
    with connection.SimpleQueue("mail") as queue:
        queue.put({"n": 1})

        message = queue.get(timeout=5)
        message.ack()

        assert message.payload == {"n": 1}
        with pytest.raises(queue.Empty):
            queue.get_nowait()
    assert list((tmp_path / "q").iterdir()) == []


def test_unfinished_message_is_not_read(connection: Connection, tmp_path: Path) -> None:
    with connection.SimpleQueue("mail") as queue:
        queue.put({"n": 1})
        (written,) = (tmp_path / "q").iterdir()
        written.rename(written.with_suffix(".part"))

        with pytest.raises(queue.Empty):
            queue.get_nowait()


def test_processes_may_bind_the_same_queue_at_once(connection: Connection, tmp_path: Path) -> None:
    faults: list[Exception] = []

    def bind() -> None:
        try:
            with connection.clone() as thread_connection:
                Queue("bulk", exchange="bulk", routing_key="bulk").bind(thread_connection.default_channel).declare()
                thread_connection.default_channel.get_table("bulk")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=bind) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert (tmp_path / "c" / "bulk.exchange").read_text().count('"bulk"]') == 1
