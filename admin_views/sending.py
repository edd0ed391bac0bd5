"""Forms sent by script: the way on is told in a header, which a script can read, as a redirect would not be."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

ASKED = "X-Jenjang-Form"
ONWARD = "X-Jenjang-Location"


def init_app(app: Flask) -> None:
    """Turn a redirect of such a form into its address."""

    @app.after_request
    def tell(answer: Any) -> Any:
        if request.headers.get(ASKED) and answer.status_code in (302, 303) and answer.location:
            answer.headers[ONWARD] = answer.headers.pop("Location")
            answer.status_code = 200
            answer.set_data(b"")
        return answer
