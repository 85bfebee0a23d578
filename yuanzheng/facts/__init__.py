"""The facts file an applicant hands in: read, checked as a whole, and what scoring may know."""
