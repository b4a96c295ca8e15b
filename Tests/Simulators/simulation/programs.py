"""Processes of simulated machines, run on this one.

A folder stands for a machine's file system as far as agents know it: `home` is the home, `agents` is `/tmp/rcw-agent`.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import threading

AGENTS = "/tmp/rcw-agent"


class Programs:
    """The processes of one machine. `on_line` gets each line that the main one prints."""

    def __init__(self, folder: pathlib.Path, on_line=lambda line: None):
        self.folder = folder
        self.on_line = on_line
        self.main: subprocess.Popen | None = None

    def start(self, command: list[str], environment: dict[str, str], keeps_home: bool) -> None:
        """Starts the main process in a file system that is new, but for the home where that is kept."""
        self.stop()
        shutil.rmtree(self.folder / "agents", ignore_errors=True)
        if not keeps_home:
            shutil.rmtree(self.folder / "home", ignore_errors=True)
        (self.folder / "home").mkdir(parents=True, exist_ok=True)
        self.main = subprocess.Popen(
            command, env=self.environment(environment), cwd=self.folder / "home", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        threading.Thread(target=self.relay, args=[self.main], daemon=True).start()

    def relay(self, process: subprocess.Popen) -> None:
        for line in process.stdout:
            self.on_line(line.rstrip("\n"))
        process.wait()

    def stop(self) -> None:
        if self.main is None:
            return
        for number, patience in ((signal.SIGTERM, 3), (signal.SIGKILL, None)):
            try:
                os.killpg(self.main.pid, number)
                self.main.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                pass
            break
        self.main = None

    def execute(self, command: list[str], text: str, environment: dict[str, str] | None = None, timeout: float = 60):
        """Runs a program to its end: its exit code, its output and its error output."""
        (self.folder / "home").mkdir(parents=True, exist_ok=True)
        command = [self.local(word) for word in command]
        try:
            ended = subprocess.run(
                command, input=self.local(text), env=self.environment(environment or {}), cwd=self.folder / "home",
                capture_output=True, text=True, timeout=timeout)
        except FileNotFoundError:
            return 127, "", f"{command[0]}: not found\n"
        return ended.returncode, ended.stdout, ended.stderr

    def local(self, text: str) -> str:
        return text.replace(AGENTS, str(self.folder / "agents"))

    def environment(self, given: dict[str, str]) -> dict[str, str]:
        own = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "home"), "RCW_AGENT_ROOT": str(self.folder / "agents")}
        return {**given, **own}
