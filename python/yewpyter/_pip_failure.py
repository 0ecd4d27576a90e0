"""Why pip failed, read off what it printed. What to do about it is said in the same sentence."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence

_NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish a new connection|name resolution|"
    r"Name or service not known|nodename nor servname|getaddrinfo failed|Network is unreachable|"
    r"Connection refused|ConnectTimeout|Read timed out|ProxyError|"
    r"CERTIFICATE_VERIFY_FAILED|SSLError|Connection (?:aborted|reset)"
)
_NOTHING_FOUND = re.compile(
    r"Could not find a version that satisfies the requirement (?P<name>.+?) "
    r"\(from versions: (?P<versions>[^)]*)\)"
)
_NO_MATCH = re.compile(r"No matching distribution found for (?P<name>\S.*)")
_OTHER_PYTHON = re.compile(r"require[s]? a different python|Requires-Python", re.IGNORECASE)
_NOT_BUILT = re.compile(
    r"subprocess-exited-with-error|metadata-generation-failed|Failed to build|Failed building wheel"
)
_ERROR_LINE = re.compile(r"^\s*(?:ERROR|error): ?(?P<text>\S.*)$", re.MULTILINE)
_SHOWN_VERSIONS = 5


def failure_reason(output: str, code: int) -> str:
    """Name the reason for which pip ended with ``code`` after printing ``output``."""
    for find in _REASONS:
        reason = find(output)
        if reason is not None:
            return reason
    return _last_error(output, code)


def _no_pip(output: str) -> str | None:
    if "No module named pip" not in output:
        return None
    return f"pip is missing in this environment: run `{sys.executable} -m ensurepip` first."


def _externally_managed(output: str) -> str | None:
    if "externally-managed-environment" not in output:
        return None
    return (
        "This Python is managed by the operating system, which forbids pip to change it: "
        "run the kernel from a virtual environment."
    )


def _disk_full(output: str) -> str | None:
    if "No space left on device" not in output and "[WinError 112]" not in output:
        return None
    return "The disk is full: free some space and try again."


def _not_permitted(output: str) -> str | None:
    words = ("Permission denied", "[WinError 5]", "Read-only file system")
    if not any(word in output for word in words):
        return None
    return (
        f"This account must not write into the environment of {sys.executable}: "
        "run the kernel from an environment of your own."
    )


def _conflict(output: str) -> str | None:
    if "ResolutionImpossible" not in output and "conflicting dependencies" not in output:
        return None
    return "The requirements contradict each other; the log says which."


def _no_network(output: str) -> str | None:
    if not _NO_NETWORK.search(output):
        return None
    return (
        "The package index cannot be reached: check the network or proxy of the kernel's machine."
    )


def _not_found(output: str) -> str | None:
    found = _NOTHING_FOUND.search(output)
    if found is None:
        found = _NO_MATCH.search(output)
        return None if found is None else f"There is no package for {found['name'].strip()}."
    name, versions = found["name"], found["versions"].strip()
    if versions not in {"", "none"}:
        known = [v.strip() for v in versions.split(",")]
        shown = ", ".join(known[-_SHOWN_VERSIONS:])
        return f"No version matches {name}; the latest are {shown}."
    if _OTHER_PYTHON.search(output):
        version = ".".join(map(str, sys.version_info[:2]))
        return f"No version of {name} supports Python {version}."
    return f"There is no package named {name}, or none for this platform."


def _not_built(output: str) -> str | None:
    if not _NOT_BUILT.search(output):
        return None
    return (
        "A package has no ready-made wheel for this platform and could not be built; see the log."
    )


def _last_error(output: str, code: int) -> str:
    errors = _ERROR_LINE.findall(output)
    if errors:
        return str(errors[-1])
    if code < 0:
        return f"pip was ended by signal {-code}."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"pip ended with code {code}" + (f": {lines[-1]}" if lines else ".")


# In this order: without a network or space pip also says that it found no package.
_REASONS: Sequence[Callable[[str], str | None]] = (
    _no_pip,
    _externally_managed,
    _disk_full,
    _not_permitted,
    _no_network,
    _conflict,
    _not_found,
    _not_built,
)
