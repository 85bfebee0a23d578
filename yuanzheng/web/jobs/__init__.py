"""Work that takes longer than a page may: packs made on request, packs of others verified."""
