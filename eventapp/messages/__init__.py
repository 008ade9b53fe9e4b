"""The transactional outbox and its delivery; knows mail, knows no events."""
