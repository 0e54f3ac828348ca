-- What a refused lesson was new about is set aside, so that one bad batch does not end all learning.

-- +goose Up
ALTER TABLE corrections ADD COLUMN set_aside BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX corrections_report ON corrections (report_id);
