"""GitHub Apps: tokens of their installations, made for an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Refusal, answer
from collectors.standin.github.shapes import when

HERE = "/app/"
_LASTS = timedelta(hours=1)


def access_token(call: Call, number: int) -> Response:
    """Raises Refusal: 401 for what is not signed by an App known here, 404 for other methods."""
    if call.request.method != "POST":
        raise Refusal(404, "Not Found")
    app = _signed_by(call)
    made = f"ghs_{app}_{number}_{len(call.standin.tokens)}_{int(call.now.timestamp())}"
    call.standin.tokens.add(made)
    call.standin.installed[made] = call.now + _LASTS
    body = {
        "token": made, "expires_at": when(call.now + _LASTS),
        "permissions": {"contents": "read", "metadata": "read"},
        "repository_selection": "all",
    }  # fmt: skip
    return answer(body, 201)


def _signed_by(call: Call) -> str:
    given = call.request.headers.get("Authorization", "").partition(" ")[2]
    for app, key in call.standin.apps.items():
        try:
            claims: dict[str, Any] = jwt.decode(
                given, key, algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
            )
        except jwt.PyJWTError:
            continue
        if str(claims.get("iss")) == str(app):
            return str(app)
    raise Refusal(401, "A JSON web token could not be decoded")


ROUTES: dict[str, Endpoint] = {"/app/installations/<int:number>/access_tokens": access_token}
