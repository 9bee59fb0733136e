"""A pytest plugin for networkx's own tests: how often each function was computed by the backend, as JSON at the end."""

import json
import os
from collections import Counter
from functools import wraps
from pathlib import Path

from orgraph.backend import interface
from orgraph.backend.limits import limits

calls: Counter[str] = Counter()


def _counted(name, function):
    @wraps(function)
    def counting(*args, **kwargs):
        result = function(*args, **kwargs)  # a call that raises NotImplementedError is networkx's
        calls[name] += 1
        return result

    return counting


def pytest_configure(config):
    for name in limits():
        setattr(interface, name, _counted(name, getattr(interface, name)))


def pytest_sessionfinish(session):
    Path(os.environ["DISPATCHED"]).write_text(json.dumps(calls))
