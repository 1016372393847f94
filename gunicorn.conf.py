"""How gunicorn serves the site: `python -m gunicorn` in this folder reads this file by itself.

Options of its command line, and GUNICORN_CMD_ARGS, come before what is said here. The site's own settings are
variables TIN_… (`python -m web settings`). There is no access log: the setting LOG writes the site's own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

wsgi_app = "web:create_app()"
bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4

# Nobody steers this server but signals; the socket would need a home that can be written.
control_socket_disable = True

#: The folder where several workers count together (see web/metrics.py).
SHARED = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:
    """Make the folder of shared counts before the workers start, unless one was given."""
    if server.cfg.workers > 1 and SHARED not in os.environ:
        os.environ[SHARED] = server.counts = tempfile.mkdtemp(prefix="tin-metrics-")


def on_exit(server: Any) -> None:
    """Take that folder away."""
    if hasattr(server, "counts"):
        shutil.rmtree(server.counts, ignore_errors=True)
