"""Which texts an install button accepts; how they are installed is not said here."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement
from traitlets import TraitError

_WANTED = 'a requirement by name, such as "pandas", "pandas>=2" or "pandas[excel]"'


def parse_requirements(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the requirements as they are given to the installer.

    A TraitError if there are none, or if one is not a name with extras, versions and markers:
    options, paths and URLs are refused, so that the text on the button says what it installs.
    """
    requirements = tuple(map(_parse, [texts] if isinstance(texts, str) else texts))
    if not requirements:
        raise TraitError(f"InstallButton needs at least one package: {_WANTED}")
    return requirements


def _parse(text: object) -> str:
    if not isinstance(text, str):
        raise TraitError(f"a package must be {_WANTED}, not {text!r}")
    if text.lstrip().startswith("-"):
        raise TraitError(
            f"a package must be {_WANTED}, not the option {text!r}; "
            "options of pip go into extra_args"
        )
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        reason = str(error).splitlines()[0]
        raise TraitError(f"a package must be {_WANTED}, not {text!r}: {reason}") from error
    if requirement.url is not None:
        raise TraitError(f"a package must be {_WANTED}; the URL in {text!r} is not accepted")
    return str(requirement)
