-- The unit of a metric's parts, where it is another than that of the whole.
ALTER TABLE metric ADD COLUMN IF NOT EXISTS part_unit TEXT;
