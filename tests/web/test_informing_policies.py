"""A policy that sets no condition is one a project is held against all the same."""

from __future__ import annotations

import compared_sample

from scoring import measuring
from yuanzheng.web.reading import choosing, policies
from yuanzheng.web.reading.choosing import Wanted
from yuanzheng.web.reading.overview import overview

AT = compared_sample.AS_OF


def test_a_policy_that_only_informs_is_one_the_project_is_held_against(warehouse):
    compared_sample.define(warehouse)
    compared_sample.put(warehouse, "one", {"stars": 3.0})
    told = {**compared_sample._finding("one", 2), "policy_id": "futian-2022", "level": "参考"}
    measuring.insert(warehouse, "finding", [told])
    found = overview(warehouse, (), AT)
    assert [(o.policy_id, o.counts, o.unmet) for o in found[0].outcomes] == [("futian-2022", (), 0)]
    assert policies.held("futian-2022", found) == list(found)
    assert choosing.chosen(found, Wanted(policy="futian-2022", sort="met")).found == 1
    assert policies.reached(warehouse, "futian-2022", found)[told["clause_id"]].outcomes
    assert "unmet" not in found[0].flags
