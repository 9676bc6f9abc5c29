-- What a row was when it was written (RowDigest.cs): a damaged one is refused instead of served. NULL: from before this step, not checked.
ALTER TABLE version ADD COLUMN digest INTEGER;
