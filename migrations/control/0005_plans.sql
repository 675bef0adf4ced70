-- Which plan of the operator's setting an organization has; null: the default one.
ALTER TABLE organizations ADD COLUMN plan TEXT;
