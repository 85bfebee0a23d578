"""Projects added by address: what they will cost, who proposes and who confirms."""
