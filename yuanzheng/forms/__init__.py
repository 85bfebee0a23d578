"""The forms of a policy, filled from what the applicant states and what was measured."""
