"""Exposed metrics get a prefix, which their names propose."""

import pytest

from tilekit.recognition.exposed_metrics import proposed_prefix
from tilekit.recognition.texts import written_metrics


@pytest.mark.parametrize(
    "names, prefix",
    [
        (["acme_queue_depth", "acme_queue_messages.count"], "acme_queue."),
        (["acme_queue_depth", "acme_up", "go_threads"], "acme."),
        (["brine:pool:depth"], "brine_pool."),
        (["depth", "salt_share"], ""),
        (["go_threads"], ""),
        ([], ""),
    ],
)
def test_first_words_in_common_are_the_proposal(names: list[str], prefix: str) -> None:
    assert proposed_prefix(written_metrics({"metric_name": name} for name in names)) == prefix
