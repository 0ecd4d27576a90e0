"""Runs pip as a group of processes that can be ended as one; knows nothing of widgets."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import IO

GRACE = 5.0
"""Seconds between asking the processes to end and ending them."""
_KEPT_LINES = 400


def pip_command(requirements: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return the argument list that installs into this very interpreter; no shell reads it."""
    quiet = ("--no-input", "--disable-pip-version-check", "--no-color", "--progress-bar", "off")
    return [sys.executable, "-m", "pip", "install", *quiet, *options, *requirements]


class Installation:
    """One run of a command.

    ``write`` is given what it prints, as it comes, from a thread of its own.
    """

    def __init__(self, command: Sequence[str], write: Callable[[str], object]) -> None:
        """Start the command; an OSError if it cannot be."""
        self._write = write
        self._tail: deque[str] = deque(maxlen=_KEPT_LINES)
        self._lock = threading.Lock()
        self._killer: threading.Timer | None = None
        self._ended = False
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._reader = threading.Thread(target=self._read, name="yewpyter-install-log", daemon=True)
        self._reader.start()
        atexit.register(self._ask_group)

    def wait(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and the last of what was printed."""
        code = self._process.wait()
        with self._lock:
            self._ended = True
            if self._killer is not None:
                self._killer.cancel()
                # Whoever ignored the request while its leader obeyed.
                self._end_group()
        atexit.unregister(self._ask_group)
        # A process that left the group may hold the pipe open for ever.
        self._reader.join(GRACE)
        return code, "".join(self._tail)

    def stop(self) -> None:
        """Ask all the processes to end, and end them if they do not; returns at once."""
        with self._lock:
            if self._ended or self._killer is not None:
                return
            self._killer = threading.Timer(GRACE, self._end_group)
            self._killer.daemon = True
            self._killer.start()
            self._ask_group()

    def _ask_group(self) -> None:
        _ask_to_end(self._process)

    def _end_group(self) -> None:
        _end(self._process)

    def _read(self) -> None:
        stream: IO[str] | None = self._process.stdout
        if stream is None:
            raise AssertionError("the process was started with a pipe")  # pragma: no cover
        with stream:
            for line in stream:
                self._tail.append(line)
                self._write(line)


if sys.platform == "win32":  # pragma: no cover - not run here

    def _ask_to_end(process: subprocess.Popen[str]) -> None:
        try:
            process.send_signal(signal.CTRL_BREAK_EVENT)
        except OSError:  # a kernel without a console cannot send it
            _end(process)

    def _end(process: subprocess.Popen[str]) -> None:
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)

else:

    def _ask_to_end(process: subprocess.Popen[str]) -> None:
        _signal_group(process, signal.SIGTERM)

    def _end(process: subprocess.Popen[str]) -> None:
        _signal_group(process, signal.SIGKILL)

    def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return  # everybody has ended already
