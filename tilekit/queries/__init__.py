"""Parses queries of dashboards, monitors and rules: their metrics, facets, tags and variables.

It doesn't depend on listings. A text that can't be parsed has a fault with its position; everything before it is
returned. The work grows linearly with the length of the text, whatever it contains.
"""
