"""Names at the endpoint, and the names that customers see. A counter gets the suffix .count."""

METRICS = {
    "acme_queue_messages_waiting": "messages.waiting",
    "acme_queue_messages_oldest_age_seconds": "messages.oldest_age",
    "acme_queue_messages_received": "messages.received",
    "acme_queue_messages_failed": "messages.failed",
    "acme_queue_consumers_connected": "consumers.connected",
    "acme_queue_memory_used_bytes": "memory.used",
    "acme_queue_disk_written_bytes": "disk.written",
}
