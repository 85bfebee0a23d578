-- What a .mailmap says of a signature holds in its own repository only: table mailmap_line.
-- loses: identity.mailmap_name, identity.mailmap_email_key (read again from the repositories)
ALTER TABLE identity DROP COLUMN IF EXISTS mailmap_name;
ALTER TABLE identity DROP COLUMN IF EXISTS mailmap_email_key;
