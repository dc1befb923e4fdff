"""Files whose logs have columns that a line names: those of web servers, and CSV."""

from collections.abc import Callable
from functools import partial

from tilekit.suggest.csv_logs import csv_header_in, csv_pieces
from tilekit.suggest.piece import Piece
from tilekit.suggest.w3c_logs import column_pieces, columns_in, is_directive

Columns = Callable[[str], tuple[Piece, ...]]


def columns_of(text: str) -> Columns:
    """The function that returns the columns of a log of the text; it returns none for another log."""
    if header := csv_header_in(text):
        return partial(csv_pieces, header=header)
    return partial(column_pieces, columns=columns_in(text))


def is_no_log(text: str) -> Callable[[str], bool]:
    """The function that decides whether a line of the text describes the file instead of being a log."""
    if header := csv_header_in(text):
        return lambda line: line.strip() == header.line
    return is_directive if columns_in(text) else lambda _line: False
