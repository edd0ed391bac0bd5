"""gunicorn's settings, read by itself from this folder; its command line overrides them. README: "Operating it"."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

sys.path.insert(0, str(Path(__file__).resolve().parent))

from config import ConfigError, from_environment
from runtime import logs, stopping

try:
    settings = from_environment()
except ConfigError as error:
    sys.exit(f"Jenjang: {error}")

_MEASURES = settings.data_dir / "metrics" / f"{socket.gethostname()}-{os.getpid()}"
"""Where the workers of this very master count together. Prometheus' client looks for its variable when it is imported,
so the master must not import it: what a worker has counted stays until the next start.
"""


class OurLogger(Logger):  # type: ignore[misc, unused-ignore]
    """gunicorn's own events through the panel's log; its access lines, which hold addresses, are not written."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        self.error_log.propagate = True
        logs.configure(settings)


worker_class = "runtime.workers.Worker"
threads = settings.threads
bind = f"{settings.host}:{settings.port}"
graceful_timeout = int(stopping.PATIENCE)
logger_class = OurLogger
if settings.metrics_token:
    raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_MEASURES}"]


def on_starting(server: Any) -> None:
    """Begin to count anew: what a master that is gone has left would be added to ours."""
    if settings.metrics_token:
        for left in _MEASURES.parent.glob(f"{socket.gethostname()}-*"):
            if left == _MEASURES or not _lives(left.name.rpartition("-")[2]):
                shutil.rmtree(left, ignore_errors=True)
        _MEASURES.mkdir(parents=True, mode=0o700)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
