-- Which start of the machine a part was written in.
ALTER TABLE tries ADD COLUMN part_boot TEXT;
