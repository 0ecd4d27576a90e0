"""What a user may switch; nothing here loads ipywidgets."""

from __future__ import annotations


class Options:
    """Switches for the whole kernel; they count for widgets made afterwards."""

    def __init__(self) -> None:
        """Begin with what is best for most."""
        self._tree = True

    @property
    def tree(self) -> bool:
        """Whether widgets inside of others share the comm of the outermost one.

        True: a widget opens a comm only when it is displayed, or when something outside of this
        package asks for its ``model_id``; what it contains opens with it, in one message.
        False: every widget opens a comm of its own as soon as it is made, as with ipywidgets.
        """
        return self._tree

    @tree.setter
    def tree(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError(f"yewpyter.options.tree must be True or False, not {value!r}")
        self._tree = value

    def __repr__(self) -> str:
        return f"options(tree={self._tree})"


options = Options()
"""The switches, exported as ``yewpyter.options``."""
