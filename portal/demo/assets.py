"""A dashboard and a monitor in the platform's export format, for listings without any."""

import json


def dashboard(title: str, metric: str) -> bytes:
    """A dashboard with a group and one graph of a generic metric."""
    graph = {
        "id": 2,
        "definition": {
            "title": "Responses",
            "type": "timeseries",
            "requests": [
                {
                    "response_format": "timeseries",
                    "queries": [{"data_source": "metrics", "name": "query1", "query": f"sum:{metric}.up{{*}}"}],
                    "formulas": [{"formula": "query1"}],
                    "display_type": "line",
                }
            ],
        },
        "layout": {"x": 0, "y": 0, "width": 12, "height": 3},
    }
    group = {
        "id": 1,
        "definition": {"title": f"{title} at a glance", "type": "group", "layout_type": "ordered", "widgets": [graph]},
        "layout": {"x": 0, "y": 0, "width": 12, "height": 4},
    }
    return _json_bytes(
        {
            "title": f"{title} Overview",
            "description": f"Shows whether {title} responds, and how often.",
            "widgets": [group],
            "template_variables": [],
            "layout_type": "ordered",
            "notify_list": [],
            "reflow_type": "fixed",
        }
    )


def monitor(title: str, integration_id: str) -> bytes:
    """A monitor that alerts if no data arrives."""
    metric, name = integration_id.replace("-", "_"), f"{title} stopped reporting"
    definition = {
        "name": name,
        "type": "query alert",
        "query": f"avg(last_10m):sum:{metric}.up{{*}} < 1",
        "message": "No data received. Check the service that sends it.",
        "tags": [f"integration:{integration_id}"],
        "options": {"thresholds": {"critical": 1}, "include_tags": True},
    }
    return _json_bytes(
        {
            "version": 2,
            "created_at": "2025-03-01",
            "last_updated_at": "2025-03-01",
            "title": name,
            "description": "No data is arriving, so graphs and alerts of this integration don't work.",
            "tags": [f"integration:{integration_id}"],
            "definition": definition,
        }
    )


def _json_bytes(value: dict[str, object]) -> bytes:
    return json.dumps(value, indent=2).encode()
