ALTER TABLE metric ADD COLUMN part_unit TEXT;
