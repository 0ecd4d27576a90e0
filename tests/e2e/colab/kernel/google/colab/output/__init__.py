"""Functions that output frames may call."""

import json

_callbacks = {}


def register_callback(function_name, callback):
    """Let output frames call the function by this name."""
    _callbacks[function_name] = callback


class _Answer:
    """JSON whose text form is itself."""

    def __init__(self, value):
        self._value = value

    def __repr__(self):
        return json.dumps(self._value)


def _invoke(name, args, kwargs):
    return _Answer(_callbacks[name](*json.loads(args), **json.loads(kwargs)))
