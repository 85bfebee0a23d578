"""Several tokens: each has a quota of its own, and one may be revoked while the others hold."""

from __future__ import annotations

import pytest

PLATFORMS = {
    "github": ("github:/repos/dorf/brunnen", "Authorization", "Bearer {}"),
    "gitee": ("gitee:/repos/dorf/brunnen", "Authorization", "token {}"),
    "gitcode": ("http://api.gitcode.example/api/v5/user", "PRIVATE_TOKEN", "{}"),
    "hub": ("hub:/api/models/dorf/m", "Authorization", "Bearer {}"),
}


@pytest.fixture(params=sorted(PLATFORMS))
def ask(request, served):
    """Asks one platform with a token and gives the status."""
    url, header, form = PLATFORMS[request.param]
    served.standin.tokens |= {"first-token", "second-token"}
    return lambda token: served.get(url, **{header: form.format(token)}).status_code


def test_any_of_the_tokens_is_accepted_and_a_revoked_one_is_not(ask, served):
    assert [ask(name) for name in ("first-token", "second-token", "standin-token")] == [200] * 3
    served.standin.tokens.discard("first-token")
    assert [ask(name) for name in ("first-token", "second-token", "stolen")] == [401, 200, 401]


def test_each_token_has_a_quota_of_its_own(ask, served):
    standin = served.standin
    for quota in (standin.github_quota, standin.gitee_quota, standin.hub_quota):
        quota.token = 2
    spent = [ask("first-token") for _ in range(3)]
    assert spent[:2] == [200, 200]
    assert spent[2] in {403, 429}
    assert ask("second-token") == 200
