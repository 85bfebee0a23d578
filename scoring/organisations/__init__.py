"""For whom people work: from e-mail domains with dates, accounts, and what is handed in."""
