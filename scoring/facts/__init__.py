"""What the applicant states: typed, checked, and held against the clauses that ask for it."""
