"""Carries out the commands in the console blocks of pages of docs/ in a shell, word for word."""

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from msgspec import Struct

from tests.contract.tree import ROOT

_END = "the command ended with"


def commands_of(page: str, heading: str) -> list[str]:
    """The commands below this heading of the page, up to the next heading. A command starts with `$ `."""
    sections = re.split(r"^#+ (.+)$", (ROOT / "docs" / page).read_text(), flags=re.MULTILINE)
    section = sections[sections.index(heading) + 1]
    blocks = re.findall(r"^( *)```console\n(.*?)^\1```$", section, flags=re.MULTILINE | re.DOTALL)
    text = "".join(dedent(block) for _, block in blocks)
    return [command.rstrip("\n") for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]


class Console(Struct, dict=True):
    """A shell. names are what the pages call this machine's places, with their replacements."""

    folder: Path
    environ: dict[str, str]
    names: Mapping[str, str]

    def __post_init__(self) -> None:
        """Start the shell. The processes that it starts are in its process group."""
        self.shell = subprocess.Popen(
            ["bash"],
            cwd=self.folder,
            env=self.environ,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def follow(self, page: str, heading: str) -> list[str]:
        """The output of each command below the heading. Fails if one of them fails."""
        commands = commands_of(page, heading)
        assert commands, f"{page} has no commands below {heading}"
        return [self.run(command) for command in commands]

    def run(self, command: str) -> str:
        """The output of a command."""
        for name, replacement in self.names.items():
            command = command.replace(name, replacement)
        self.shell.stdin.write(f'{command}\necho "{_END} $?"\n')
        self.shell.stdin.flush()
        output = ""
        for line in self.shell.stdout:
            before, end, code = line.partition(_END)
            output += before
            if end:
                assert code.strip() == "0", f"{command}\n{output}{self._logs()}"
                return output
        raise AssertionError(output)

    def _logs(self) -> str:
        return "".join(path.read_text()[-2_000:] for path in self.folder.parent.glob("srv/*.log"))

    def close(self) -> None:
        """Kill the shell and everything that it started."""
        os.killpg(self.shell.pid, signal.SIGKILL)
        self.shell.wait()
        self.shell.stdin.close()
        self.shell.stdout.close()
