"""For whom people work: from e-mail domains with dates and what an applicant hands in."""
