"""What is installed in this interpreter's environment, and which imported modules it touches."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

Versions = Mapping[str, str]


def installed_versions() -> Versions:
    """Return the version of every installed distribution, by canonical name."""
    importlib.invalidate_caches()
    versions: dict[str, str] = {}
    for found in distributions():
        name = found.metadata["Name"]
        if name:
            # The first on sys.path is the one that is imported.
            versions.setdefault(canonicalize_name(name), found.version)
    return versions


def imported_modules_of_changed(before: Versions, after: Versions) -> list[str]:
    """Return the imported top-level modules that come from distributions whose version changed.

    They stay what they were until the kernel restarts. What is newly installed is none of them:
    nothing could be imported from it before.
    """
    changed = [name for name, version in before.items() if after.get(name, version) != version]
    modules = {module for name in changed for module in _top_level_modules(name)}
    return sorted(modules & set(sys.modules))


def describe_installed(requirements: Iterable[str], before: Versions, after: Versions) -> str:
    """Say in one sentence what became of the requirements."""
    news, kept = [], []
    for text in requirements:
        name = Requirement(text).name
        key = canonicalize_name(name)
        if key not in after:  # an environment marker ruled it out
            kept.append(f"{name} (not needed here)")
        elif after[key] != before.get(key):
            news.append(f"{name} {after[key]}")
        else:
            kept.append(f"{name} {after[key]}")
    sentences = []
    if news:
        sentences.append(f"Installed {', '.join(news)}.")
    if kept:
        sentences.append(f"Already there: {', '.join(kept)}.")
    return " ".join(sentences)


def _top_level_modules(name: str) -> set[str]:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return set()
    declared = (found.read_text("top_level.txt") or "").split()
    return set(declared) or _inferred(found)


def _inferred(found: Distribution) -> set[str]:
    """Read the module names off the list of files, as most wheels declare none."""
    names = set()
    for file in found.files or ():
        first = file.parts[0]
        if len(file.parts) == 1:
            name, dot, _ = first.partition(".")
            first = name if dot and file.suffix in {".py", ".so", ".pyd"} else ""
        if first.isidentifier() and first != "__pycache__":
            names.add(first)
    return names
