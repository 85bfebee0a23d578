"""What persons did: one row of `act` for each act, substantive or excluded with the reason."""
