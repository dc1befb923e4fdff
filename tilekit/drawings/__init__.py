"""Reads dashboards, monitors, detection rules and saved views into drawings and sentences.

The results contain plain values and messages, so a tile can store them. Values of any type and size are accepted.
"""
