"""Whatever is asked of the interface, in every role: never a failure of the server's own, and
never an answer its description does not know. The long way: `tests/campaigns/interface.py`."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from yuanzheng.web.access.visitors import TITLES
from yuanzheng.web.documents.describing import described

KNOWN = {"evidence_id": "E1", "metric_id": "stars", "policy_id": "nanshan-project",
         "name": "measurements"}  # fmt: skip
CHECKS = (not_a_server_error, response_schema_conformance, status_code_conformance)


@pytest.mark.parametrize("role", TITLES)
def test_no_question_breaks_it(town: Any, roles: Any, ids: dict[str, str], role: str) -> None:
    """The projects there are stand among the examples, so that what is below them is reached."""
    browser = roles[role]
    # who asks is in the session, not in tokens made up
    document = {**described(town.served.app), "security": []}
    schema = schemathesis.openapi.from_dict(document)
    few = settings(
        max_examples=4 if role == "admin" else 2, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for found in schema.get_all_operations():
        operation = found.ok()

        @few
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            known = {**KNOWN, "project_id": ids["青禾 QingHe"]}
            for there in ({}, known):
                for name in there.keys() & (case.path_parameters or {}).keys():
                    case.path_parameters[name] = there[name]
                if there:
                    (case.query or {}).pop("as_of", None)
                answer = case.call(base_url=browser.base, session=browser.session, timeout=60)
                case.validate_response(answer, checks=CHECKS)

        asked()
