"""Adds to the wheel what is built or kept outside of the Python package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_EXTENSION = "yewpyter/labextension"
_COLAB = "yewpyter/colab"
_COLAB_FILES = ("loader.js", "frame.js", "manager.js", "runtime.wasm")
_SHARED = "share/jupyter/labextensions/yewpyter"
_LICENCES = ("LICENSE-MIT", "LICENSE-APACHE")


class YewpyterBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Takes in the prebuilt JupyterLab extension and the licences; builds nothing itself.

    What is built for Colab's output frames lies in the package already, and is only missed.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files, or fail if something was not built.

        An editable install serves work on the Python side and goes without what is not there.
        """
        root = Path(self.root)
        built = (root / _EXTENSION / "package.json").is_file()
        if version != "editable":
            _check(root, built=built)
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


def _check(root: Path, *, built: bool) -> None:
    """Fail if something is missing, and say how it is made."""
    missing = [] if built else [f"{root / _EXTENSION} holds no built JupyterLab extension"]
    names = [name for name in _COLAB_FILES if not (root / _COLAB / name).is_file()]
    if names:
        missing.append(f"{root / _COLAB} lacks what Colab's outputs need: {', '.join(names)}")
    if missing:
        raise FileNotFoundError(
            f"{'; '.join(missing)}. Run `cargo xtask build` in the root of the repository first"
        )


def _licences(root: Path) -> list[Path]:
    """Find the licences above the Python project; a source package has its own, found anyway."""
    if any((root / name).exists() for name in _LICENCES):
        return []
    return [path for name in _LICENCES if (path := root.parent / name).is_file()]
