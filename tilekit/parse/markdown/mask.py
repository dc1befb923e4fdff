"""Lines of a text in which parts are blanked out without moving the rest."""


class Mask:
    """lines are the text with spaces where something was blanked."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = list(lines)

    def blank(self, line: int, column: int, length: int) -> None:
        """Blank part of a line (line and column from 1)."""
        if length and 0 < line <= len(self.lines):
            text, start = self.lines[line - 1], column - 1
            self.lines[line - 1] = text[:start] + " " * len(text[start : start + length]) + text[start + length :]

    def blank_lines(self, first: int, last: int) -> None:
        """Blank whole lines, the last one included."""
        for index in range(first - 1, min(last, len(self.lines))):
            self.lines[index] = " " * len(self.lines[index])
