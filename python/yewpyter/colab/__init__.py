"""What can be set for notebooks in Colab, where nothing needs to be.

The folder also holds what is built for Colab's output frames. Those files reach a frame over its
comm, never from a server.

>>> import yewpyter
>>> yewpyter.colab.manager_url = "https://example.org/yewpyter/manager.js"
"""

from __future__ import annotations

manager_url: str | None = None
"""The address of an ES module that draws the widgets in Colab's place, or None.

With None, the default, an output carries a small script that fetches the rest from the kernel.
With an address, widgets that are displayed from then on ask Colab to load its widget manager
from there. The module is the ``manager.js`` of this folder; ``runtime.wasm`` must lie beside it.
"""
