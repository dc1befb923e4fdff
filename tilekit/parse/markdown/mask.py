"""Lines of a text in which parts can be blanked out without moving the rest."""


class Mask:
    """Blanks parts of lines. The cost depends on the blanked part, not on the length of the line."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._opened: dict[int, list[str]] = {}

    def blank(self, line: int, column: int, length: int) -> None:
        """Blank part of a line (line and column from 1)."""
        if length > 0 and 0 < line <= len(self._lines):
            if line - 1 not in self._opened:
                self._opened[line - 1] = list(self._lines[line - 1])
            characters, start = self._opened[line - 1], column - 1
            end = min(start + length, len(characters))
            characters[start:end] = " " * (end - start)

    def blank_lines(self, first: int, last: int) -> None:
        """Blank whole lines, up to and including the last one."""
        for number in range(first, min(last, len(self._lines)) + 1):
            self.blank(number, 1, len(self._lines[number - 1]))

    def lines(self) -> tuple[str, ...]:
        """The lines with spaces in place of blanked parts."""
        return tuple(
            "".join(self._opened[index]) if index in self._opened else line for index, line in enumerate(self._lines)
        )
