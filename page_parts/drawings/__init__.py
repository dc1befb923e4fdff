"""Prepares dashboards, monitors, detection rules and saved views for the components that draw them."""
