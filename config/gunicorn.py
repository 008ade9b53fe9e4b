"""How `serve` runs gunicorn; address and number of processes come from the command."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from flask.logging import default_handler

from eventapp.core.garbage import collect_at_rest_only, collect_if_due, keep_what_is_loaded
from eventapp.core.masking import MaskingFilter
from eventapp.core.turns import take_short_turns
from eventapp.core.writer_queue import PLACES

wsgi_app = "eventapp.app:create_app()"
# Loaded once and forked: the factory opens no connection, so none is shared between processes.
preload_app = True
worker_class = "gthread"
# Those that wait to write leave some to those that only read.
threads = PLACES + 4
timeout = 60
# Requests under way get this long after SIGTERM; the whole stop is promised within 10 seconds.
graceful_timeout = 7
keepalive = 5
control_socket_disable = True
# No access log: it would hold personal links and network addresses.
accesslog = None
loglevel = "warning"
# Whether a request came by https is decided by EVENTAPP_TRUSTED_PROXIES alone.
forwarded_allow_ips = ""
# The heartbeat must not wait for a disk.
_memory = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(_memory) if _memory.is_dir() else None


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether a line is about us: a request that is no HTTP gets its 400, and no line with somebody's address."""
    return not str(record.msg).startswith("Invalid request from ip=")


def post_worker_init(_worker: Any) -> None:
    """Let no request keep the others of its process waiting for long."""
    take_short_turns()


def on_starting(server: Any) -> None:
    """Keep personal links, and strangers' malformed requests, out of what gunicorn and the application log."""
    server.log.error_log.addFilter(is_ours)
    server.log.error_log.addFilter(MaskingFilter())
    default_handler.addFilter(MaskingFilter())


def when_ready(_server: Any) -> None:
    """Let the processes share what was loaded."""
    keep_what_is_loaded()


def post_fork(_server: Any, _worker: Any) -> None:
    """Let no request be met by a collection."""
    collect_at_rest_only()


def post_request(_worker: Any, _request: Any, _environ: Any, _response: Any) -> None:
    """Collect after the answer, a stream too, has been sent, or could not be; in the thread that sent it."""
    collect_if_due()
