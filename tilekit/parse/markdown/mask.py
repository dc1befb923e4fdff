"""Lines of a text in which parts are blanked out without moving the rest."""


class Mask:
    """Blanking costs what is blanked, however long the line is."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._opened: dict[int, list[str]] = {}

    def blank(self, line: int, column: int, length: int) -> None:
        """Blank part of a line (line and column from 1)."""
        if length > 0 and 0 < line <= len(self._lines):
            if line - 1 not in self._opened:
                self._opened[line - 1] = list(self._lines[line - 1])
            signs, start = self._opened[line - 1], column - 1
            end = min(start + length, len(signs))
            signs[start:end] = " " * (end - start)

    def blank_lines(self, first: int, last: int) -> None:
        """Blank whole lines, the last one included."""
        for number in range(first, min(last, len(self._lines)) + 1):
            self.blank(number, 1, len(self._lines[number - 1]))

    def lines(self) -> tuple[str, ...]:
        """The lines with spaces where something was blanked."""
        return tuple(
            "".join(self._opened[index]) if index in self._opened else line for index, line in enumerate(self._lines)
        )
