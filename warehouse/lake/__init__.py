"""The warehouse cut into buckets by project: Parquet on a path that several machines see."""
