"""What `bench_people.py` is made of: histories, what their .mailmap says, and counting."""
