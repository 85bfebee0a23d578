-- Base models of base models: how far up the chain, and by which names.
ALTER TABLE IF EXISTS third_party ADD COLUMN IF NOT EXISTS level INTEGER;
ALTER TABLE IF EXISTS third_party ADD COLUMN IF NOT EXISTS chain TEXT[];
