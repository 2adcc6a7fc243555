"""What the event store of a generated service costs, beside bare inserts, in one run."""
