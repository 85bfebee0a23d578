"""The register of a programme: read as a bureau keeps it, held against the targets."""
