"""Headers that keep a page to itself: strict CSP with a nonce, no framing, no sniffing, nothing kept by proxies."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, g, request

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'"
)


def nonce() -> str:
    """This response's nonce."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""

    @app.after_request
    def protect(answer: Any) -> Any:
        answer.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.endpoint != "static":
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer
