"""A button that installs packages into the kernel's own environment.

What is installed is fixed here when the button is made. The page can say "go" and "stop", and
nothing else it says has any effect.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from traitlets import Bool, Enum, Instance, TraitError, Tuple, Unicode

from ._distributions import (
    describe_installed,
    imported_modules_of_changed,
    installed_versions,
)
from ._html import Html, element
from ._installer import Installation, pip_command
from ._member import reference
from ._output_pane import OutputPane
from ._pip_failure import failure_reason
from ._requirements import parse_requirements
from ._snapshot import Painter, row, text
from ._widget import WidgetOptions, YewpyterWidget, logger

if TYPE_CHECKING:
    from typing_extensions import Unpack

Status = Literal["ready", "installing", "cancelling", "succeeded", "failed", "cancelled"]
STATUSES = ("ready", "installing", "cancelling", "succeeded", "failed", "cancelled")
# pip's words when it has left the environment inconsistent.
_BROKE_OTHERS = "pip's dependency resolver does not currently take into account"
_NOT_STARTED = -1


class _Outcome(NamedTuple):
    """What the traits of the same names become together."""

    status: Status
    message: str
    restart: tuple[str, ...] = ()


class InstallButtonOptions(WidgetOptions, total=False):
    """Keyword arguments of ``InstallButton`` beside its packages."""

    packages: Iterable[str]
    upgrade: bool
    extra_args: Sequence[str]
    description: str | None
    confirm: bool
    disabled: bool


def _log_to_json(log: OutputPane, _button: object) -> str | None:
    return reference(log)


class InstallButton(YewpyterWidget):
    """A button that runs pip for the packages it was made with, and says what came of it.

    >>> InstallButton("pandas>=2", "matplotlib")

    ``packages`` are requirements by name; URLs, paths and options are refused when the button is
    made. ``upgrade`` takes newer versions of what is there already. ``confirm`` lets the page
    ask before it begins. ``extra_args`` are options for pip, such as ``["--no-index"]``; they are
    not shown on the page, and not checked.

    ``status`` tells how far it is, ``message`` what came of it and why, ``restart`` names the
    imported modules that stay old until the kernel restarts, and ``log`` is the ``OutputPane``
    with pip's own words.
    """

    _model_name = Unicode("InstallButtonModel", read_only=True).tag(sync=True)
    _view_name = Unicode("InstallButtonView", read_only=True).tag(sync=True)

    description = Unicode("", help="The label; empty names the packages.").tag(sync=True)
    packages = Tuple((), read_only=True, help="The requirements.").tag(sync=True)
    python = Unicode("", read_only=True, help="The interpreter.").tag(sync=True)
    status = Enum(STATUSES, "ready", read_only=True, help="How far it is.").tag(sync=True)
    message = Unicode("", read_only=True, help="What came of it, and why.").tag(sync=True)
    restart = Tuple((), read_only=True, help="Imported modules that changed.").tag(sync=True)
    confirm = Bool(True, help="Whether the page asks before it begins.").tag(sync=True)
    disabled = Bool(False, help="Whether it refuses to begin.").tag(sync=True)
    log = Instance(OutputPane, (), read_only=True, help="pip's own words.").tag(
        sync=True, refers=True, to_json=_log_to_json
    )

    def __init__(self, *requirements: str, **options: Unpack[InstallButtonOptions]) -> None:
        """Make a button for ``packages``; a TraitError if one of them is not acceptable."""
        given: dict[str, Any] = {**options}
        more = given.pop("packages", ())
        packages = parse_requirements([*requirements, *([more] if isinstance(more, str) else more)])
        self._options = _checked_options(given.pop("upgrade", False), given.pop("extra_args", ()))
        self._installation: Installation | None = None
        self._stop_wanted = False
        self._done = threading.Event()
        self._done.set()
        if given.get("description") is None:
            given.pop("description", None)
        self.set_trait("packages", packages)
        self.set_trait("python", sys.executable or "")
        self.set_trait("log", OutputPane(description=f"Installing {', '.join(packages)}"))
        super().__init__(**given)

    def install(self) -> None:
        """Begin, unless it is under way; returns at once."""
        with self._turn():
            if not self._done.is_set():
                return
            self._done.clear()
            self._stop_wanted = False
            self.log.clear()
            self._show(_Outcome("installing", f"Installing {', '.join(self.packages)}."))
        try:
            threading.Thread(target=self._work, name="yewpyter-install", daemon=True).start()
        except RuntimeError as error:  # Python in a browser has none
            self._finish(_Outcome("failed", f"No thread could be started to install in: {error}"))

    def cancel(self) -> None:
        """Stop, if it is under way; returns at once, and ``wait`` tells when it has ended."""
        with self._turn():
            if self._done.is_set() or self._stop_wanted:
                return
            self._stop_wanted = True
            self._show(_Outcome("cancelling", "Stopping."))
            if self._installation is not None:
                self._installation.stop()

    def wait(self, timeout: float | None = None) -> Status:
        """Wait until nothing is under way, at most ``timeout`` seconds; return the status."""
        self._done.wait(timeout)
        return cast("Status", self.status)

    def _picture(self, painter: Painter) -> Html:
        label = self.description or f"Install {', '.join(self.packages)}"
        said = [" ", element("span", text(self.message))] if self.message else []
        own = row("", element("kbd", text(label)), *said)
        return Html("".join([own, *painter.draw_all([(self.log, "")] if self.log.text else [])]))

    def close(self) -> None:
        """Close the button and its log; what is under way runs on."""
        log = self._trait_values.get("log")
        if log is not None:
            log.close()
        super().close()

    def _work(self) -> None:
        """Install, on a thread of its own, and show what came of it."""
        try:
            outcome = self._outcome()
        except OSError as error:
            outcome = _Outcome("failed", f"{sys.executable} could not be started: {error}")
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must hear of the end
            logger.exception("InstallButton could not install %s", self.packages)
            outcome = _Outcome("failed", f"Installing broke off: {error!r}")
        self._finish(outcome)

    def _finish(self, outcome: _Outcome) -> None:
        try:
            with self._turn():
                self._installation = None
                self._show(outcome)
        finally:
            self._done.set()

    def _outcome(self) -> _Outcome:
        before = installed_versions()
        code, output = self._run()
        after = installed_versions()
        if code != 0:
            return self._unsuccessful(code, output, changed=before != after)
        message = describe_installed(self.packages, before, after)
        if _BROKE_OTHERS in output:
            message += " Other packages do not fit to it any more; see the log."
        restart = imported_modules_of_changed(before, after)
        if restart:
            message += f" Restart the kernel to use the new {', '.join(restart)}."
        return _Outcome("succeeded", message, tuple(restart))

    def _unsuccessful(self, code: int, output: str, *, changed: bool) -> _Outcome:
        if not self._stop_wanted:
            return _Outcome("failed", failure_reason(output, code))
        already = " Some packages had been installed by then." if changed else ""
        return _Outcome("cancelled", f"Stopped.{already}")

    def _run(self) -> tuple[int, str]:
        with self._turn():
            if self._stop_wanted:
                return _NOT_STARTED, ""
            command = pip_command(self.packages, self._options)
            installation = Installation(command, self.log.write)
            self._installation = installation
        return installation.wait()

    def _show(self, outcome: _Outcome) -> None:
        with self.hold_trait_notifications():
            for name, value in outcome._asdict().items():
                self.set_trait(name, value)

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take nothing over: what is installed is not for the page to say."""
        logger.warning("InstallButton ignores what a page sets: %s", ", ".join(sync_data))

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        super()._handle_custom_msg(content, buffers)
        if content == {"event": "go"} and not self.disabled:
            self.install()
        elif content == {"event": "stop"}:
            self.cancel()
        else:
            logger.warning("InstallButton ignores the message %r", content)


def _checked_options(upgrade: object, extra: Sequence[object]) -> tuple[str, ...]:
    options = [option for option in extra if isinstance(option, str)]
    if isinstance(extra, str) or len(options) != len(extra):
        raise TraitError(
            f"extra_args must be a list of options for pip, such as ['--no-index'], not {extra!r}"
        )
    return ("--upgrade", *options) if upgrade else tuple(options)
