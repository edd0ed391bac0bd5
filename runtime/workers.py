"""gunicorn's threaded worker, which lets go of the port as soon as it stops; loaded by gunicorn alone.

The stock one keeps it until its last answer is sent: who connects meanwhile would wait, and then be cut off. Each
worker closes its own hold only, so that at a reload (SIGHUP) the new workers go on listening.
"""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):
    """`worker_class` in gunicorn.conf.py."""

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive and not enabled:
            for listener in self.sockets:
                listener.close()
