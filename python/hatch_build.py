"""Adds to the wheel what is built or kept outside of the Python package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_EXTENSION = "yewpyter/labextension"
_SHARED = "share/jupyter/labextensions/yewpyter"
_LICENCES = ("LICENSE-MIT", "LICENSE-APACHE")


class YewpyterBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Takes in the prebuilt JupyterLab extension and the licences; builds nothing itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files, or fail if the extension was not built.

        An editable install serves work on the Python side and goes without the extension.
        """
        root = Path(self.root)
        extension = root / _EXTENSION
        built = (extension / "package.json").is_file()
        if not built and version != "editable":
            raise FileNotFoundError(
                f"{extension} holds no built JupyterLab extension: run `cargo xtask build` in the "
                "root of the repository first"
            )
        if self.target_name == "wheel":
            self._place_in_wheel(root, build_data, built=built)
        else:
            for licence in _licences(root):
                build_data["force_include"][str(licence)] = licence.name

    def _place_in_wheel(self, root: Path, build_data: dict[str, Any], *, built: bool) -> None:
        shared: dict[str, str] = build_data["shared_data"]
        if built:
            shared[str(root / _EXTENSION)] = _SHARED
            shared[str(root / "install.json")] = f"{_SHARED}/install.json"
        metadata = self.build_config.builder.metadata
        info = f"{metadata.name.replace('-', '_')}-{metadata.version}.dist-info"
        for licence in _licences(root):
            build_data["force_include"][str(licence)] = f"{info}/licenses/{licence.name}"


def _licences(root: Path) -> list[Path]:
    """Find the licences above the Python project; a source package has its own, found anyway."""
    if any((root / name).exists() for name in _LICENCES):
        return []
    return [path for name in _LICENCES if (path := root.parent / name).is_file()]
