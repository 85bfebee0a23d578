"""Who is a person and who is a program: aliases joined with a reason for each join."""
