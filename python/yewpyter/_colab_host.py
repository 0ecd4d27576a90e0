"""Whether the notebook is one of Colab's, and what Colab has there for other libraries' widgets."""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib import import_module

_MODULE = "google.colab"
_MANAGERS = "google.colab.output._widgets"
_HASH = "{version_hash}"


def is_colab() -> bool:
    """Say whether the kernel is Colab's own; hosts that look like it in part are not."""
    if "COLAB_RELEASE_TAG" not in os.environ or "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        return False
    return _MODULE in sys.modules or _importable(_MODULE)


def google_manager_url() -> str | None:
    """Return the address of the widget manager module that Google keeps for other libraries.

    None outside of Colab, and where Colab has none. The address contains a hash that changes, so
    it is taken from Colab's own code: what is switched on there, else what would be.
    """
    if not is_colab() or not _importable(_MANAGERS):
        return None
    managers = import_module(_MANAGERS)
    installed = getattr(managers, "_installed_url", None)
    if isinstance(installed, str):
        return installed
    versions = getattr(managers, "_supported_widgets_versions", {})
    version_hash = versions.get(getattr(managers, "_default_version", None))
    template = _address_template(getattr(managers, "enable_custom_widget_manager", None))
    if version_hash is None or template is None:
        return None
    return template.replace(_HASH, version_hash)


def _address_template(function: object) -> str | None:
    constants = getattr(getattr(function, "__code__", None), "co_consts", ())
    for constant in constants:
        if isinstance(constant, str) and constant.startswith("https://") and _HASH in constant:
            return constant
    return None


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):  # a parent is missing, or no package
        return False
