"""Addresses of the panel's own pages: a page holds some thirty, and url_for builds each anew."""

from __future__ import annotations

from functools import lru_cache

from flask import current_app, request, url_for

REGISTER = "register_"
"""What the name of a register's screen begins with, before its key."""


def path_of(endpoint: str) -> str:
    """The address of an endpoint that takes no arguments; routes never change, so each is built once."""
    return _built(request.script_root, endpoint)


def absolute(path: str) -> str:
    """A path as people outside reach it, for papers and mails: under the panel's public address where it has one, which
    no request's Host header changes."""
    base = current_app.config["JENJANG"].public_url or request.url_root.rstrip("/")
    return f"{base}{path}"


@lru_cache(maxsize=1_000)
def _built(root: str, endpoint: str) -> str:
    return url_for(endpoint)
