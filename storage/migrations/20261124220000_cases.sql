-- Who a report is withheld from, and the case it belongs to: the id of the case's first report.

-- +goose Up
ALTER TABLE reports ADD COLUMN withheld TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN case_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN case_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX reports_case ON reports (case_id) WHERE case_id <> 0;
CREATE INDEX reports_withheld ON reports (withheld) WHERE withheld <> '';
