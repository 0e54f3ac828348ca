-- Messages that wait until their recipient writes again.

-- +goose Up
CREATE INDEX deliveries_held ON deliveries (conversation_id, message_id) WHERE state = 'held';
