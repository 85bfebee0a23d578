"""From the platforms' JSON to records. No request is made here."""
