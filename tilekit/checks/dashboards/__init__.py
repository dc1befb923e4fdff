"""The checks of dashboards (subject DB).

`board` walks each board once; every other module has the checks of one part of a board.
"""
