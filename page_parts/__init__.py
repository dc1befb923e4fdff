"""Components, badges, times, counts and style sheets of pages, and the tile; without a database and without requests.

The wheel of `tilekit` contains this package, because `tilekit preview` is in it.
"""
