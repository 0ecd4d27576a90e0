"""A pane for text and rich output, which appears while it is being written."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from IPython import get_ipython
from IPython.display import display
from ipywidgets import register
from traitlets import Bool, Bunch, Int, Unicode, observe

from . import _capture
from ._display import VIEW
from ._html import Html, element, escaped, size
from ._journal import Journal
from ._last_lines import LastLines, last_lines, read_piece
from ._locks import ForkSafeLock
from ._pacing import Pace
from ._snapshot import Painter, remark
from ._widget import Resolve, WidgetOptions, YewpyterWidget, logger

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self, Unpack

_MOST_LINES = 2**32 - 1
# Where a document has the output, which is not in the state; the page knows the key too.
_SAVED = "_saved"
_SAVED_BYTES = 4 * 2**10
_PICTURE_BYTES = 3 * 2**10
_PICTURE_STYLE = "max-height:20em;overflow:auto;margin:0"


class OutputPaneOptions(WidgetOptions, total=False):
    """Keyword arguments of ``OutputPane``."""

    description: str
    max_lines: int
    wrap: bool


@register
class OutputPane(YewpyterWidget):
    """A pane that shows what is printed, displayed and raised inside it.

    >>> pane = OutputPane()
    >>> with pane:
    ...     print("shown in the pane")
    >>> print("so is this", file=pane)

    ``with pane:`` captures for the code that runs in it, in its own thread and asyncio task;
    other threads and tasks may use other panes at the same time. Inside it, an ``Exception`` is
    shown as a traceback and, in IPython, goes no further, as with ``ipywidgets.Output``: the
    cells that follow run on. Without IPython it is raised on, and so are interrupts always.

    The last ``max_lines`` lines are kept, here and on the page (1000 characters count as one line,
    and so does a piece of a line that was sent by itself). Writing is cheap: the first line goes
    at once, what follows within 50 ms goes together.
    """

    _model_name = Unicode("OutputPaneModel", read_only=True).tag(sync=True)
    _view_name = Unicode("OutputPaneView", read_only=True).tag(sync=True)

    description = Unicode("", help="What screen readers call it.").tag(sync=True)
    max_lines = Int(10_000, min=1, max=_MOST_LINES, help="How many lines are kept.").tag(sync=True)
    wrap = Bool(True, help="Whether long lines are wrapped.").tag(sync=True)

    encoding = "utf-8"

    def __init__(self, **options: Unpack[OutputPaneOptions]) -> None:
        """Make an empty pane."""
        self._journal_lock = ForkSafeLock()
        self._journal = Journal(type(self).max_lines.default_value)
        self._sent = 0
        self._stale = False
        self._sending = False
        self._send_again = False
        self._clear_waiting = False
        self._beat = Pace(self._transmit)
        super().__init__(**options)

    @property
    def text(self) -> str:
        """What the pane keeps, as text; rich output as its text/plain."""
        with self._journal_lock:
            return self._journal.text

    def last_lines(self, most: int) -> LastLines:
        """Return the last lines that fit into so many bytes, as text."""
        with self._journal_lock:
            words = self._journal.words()
        return last_lines(words, most)

    def __enter__(self) -> Self:
        """Capture what the running code prints and displays."""
        _capture.begin(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Stop capturing; show an exception and, in IPython, let it end here."""
        _capture.end(self)
        if isinstance(error, Exception):
            self.take_text("error", "".join(traceback.format_exception(kind, error, trace)))
        self.flush()
        return isinstance(error, Exception) and get_ipython() is not None

    def display(self, *objects: object, **options: Any) -> None:
        """Show objects in the pane as ``IPython.display.display`` would in a cell."""
        with _capture.capturing(self):
            display(*objects, **options)  # type: ignore[no-untyped-call]

    def clear(self) -> None:
        """Remove everything from the pane."""
        with self._journal_lock:
            self._clear_waiting = False
            self._journal.clear()
            self._stale = True
        self._beat.now()

    def write(self, text: str) -> int:
        """Add text, as printed with ``print(..., file=pane)``."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.take_text("stdout", text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Add several pieces of text."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Send what was written so far at once, or within 50 ms of a stream of flushes."""
        if self._stale:
            self._beat.now()

    def isatty(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def readable(self) -> bool:
        """Return False."""
        return False

    def seekable(self) -> bool:
        """Return False."""
        return False

    def take_text(self, kind: str, text: str) -> None:
        """Add text of one kind: ``"stdout"``, ``"stderr"`` or ``"error"``."""
        if not text:
            return
        with self._journal_lock:
            self._before_adding()
            self._journal.add_text(kind, text)
        # `print` writes the end of the line by itself.
        if text.endswith("\n"):
            self._beat.soon()
        else:
            self._beat.later()

    def take_output(self, bundle: dict[str, Any], display_id: str | None) -> None:
        """Add a MIME bundle."""
        view = bundle["data"].get(VIEW)
        if isinstance(view, dict) and view.get("model_id") == self._model_id:
            self.take_text("error", "An OutputPane cannot be displayed inside itself.\n")
            return
        with self._journal_lock:
            self._before_adding()
            self._journal.add_output(bundle, display_id)
        self._beat.soon()

    def replace_output(self, bundle: dict[str, Any], display_id: str) -> bool:
        """Show another MIME bundle under a display id; False if none is shown under it."""
        with self._journal_lock:
            found = self._journal.replace_output(bundle, display_id)
            self._stale = self._stale or found
        if found:
            self._beat.soon()
        return found

    def take_clear(self, wait: bool) -> None:  # noqa: FBT001 - IPython's own signature
        """Do what ``clear_output`` does in a cell."""
        if wait:
            self._clear_waiting = True
        else:
            self.clear()

    def _before_adding(self) -> None:
        self._stale = True
        if self._clear_waiting:
            self._clear_waiting = False
            self._journal.clear()

    @observe("max_lines")
    def _bound(self, change: Bunch) -> None:
        with self._journal_lock:
            self._journal.bound(change["new"])

    def _transmit(self) -> None:
        """Send what the page was not sent yet.

        One thread at a time, so that the pieces keep their order, and not under the lock: what
        sending brings with it may print into this very pane.
        """
        while (message := self._next_message()) is not None:
            sent = None
            try:
                self.send({"pane": message})
                sent = message["from"] + len(message["pieces"])
            finally:
                again = self._sent_up_to(sent)
            if not again:
                return

    def _next_message(self) -> dict[str, Any] | None:
        with self._journal_lock:
            if self._sending:
                self._send_again = True
                return None
            if not self._stale:
                return None
            self._sending, self._stale = True, False
            return self._journal.message(self._sent)

    def _sent_up_to(self, number: int | None) -> bool:
        """Note what was sent, None if sending failed; True if somebody asked for more meanwhile."""
        with self._journal_lock:
            self._sending = False
            if number is None:
                self._stale = True
                return False
            self._sent = number
            again, self._send_again = self._send_again, False
            return again

    def _saved_state(self) -> dict[str, Any]:
        lines = self.last_lines(_SAVED_BYTES)
        pieces = [{"kind": kind, "text": text} for kind, text in lines.pieces]
        saved = {"pieces": pieces, "dropped": lines.dropped}
        return {**super()._saved_state(), _SAVED: saved}

    def _restore(self, state: Mapping[str, Any], resolve: Resolve) -> list[str]:
        problems = super()._restore(state, resolve)
        saved = state.get(_SAVED, {})
        pieces = saved.get("pieces", []) if isinstance(saved, dict) else None
        if not isinstance(pieces, list):
            return [*problems, "its saved output cannot be read"]
        if self.text:  # it was open, and what it shows is newer
            return problems
        for piece in pieces:
            read = read_piece(piece)
            if read is None:
                problems.append("a piece of its saved output cannot be read")
            else:
                self.take_text(*read)
        dropped = saved.get("dropped", 0)
        if isinstance(dropped, int) and dropped > 0:
            problems.append(f"{dropped} earlier lines of its output were not saved")
        return problems

    def _is_all_state(self) -> bool:
        return not self.text

    def _picture(self, painter: Painter) -> Html:  # noqa: ARG002 - it has no children
        most = _PICTURE_BYTES
        while True:
            shown = self.last_lines(most)
            text = "".join(text for _, text in shown.pieces)
            if size(escaped(text)) <= _PICTURE_BYTES:
                break
            most //= 2
        dropped = f"… {shown.dropped} earlier lines" if shown.dropped else ""
        above = [element("div", remark(dropped))] if dropped else []
        if not text:
            return element("div", remark("(no output)"))
        return Html("".join([*above, element("pre", text, style=_PICTURE_STYLE)]))

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        super()._handle_custom_msg(content, buffers)
        if isinstance(content, dict) and content.get("event") == "attach":
            self._answer(content.get("next"))

    def _answer(self, known: object) -> None:
        """Give a page that has everything below ``known`` all the rest."""
        if isinstance(known, bool) or not isinstance(known, int) or known < 0:
            logger.warning("OutputPane ignores an attach message without a number: %r", known)
            return
        with self._journal_lock:
            message = self._journal.message(known)
        self.send({"pane": message})
