"""The checks of assets/service_checks.json (subject SC)."""
