-- What is missing to a clause, and when the trend may reach it.
ALTER TABLE finding ADD COLUMN IF NOT EXISTS short TEXT;
ALTER TABLE finding ADD COLUMN IF NOT EXISTS by_when TEXT;
