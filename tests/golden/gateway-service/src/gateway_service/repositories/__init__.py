"""Access to stored data; nothing else knows SQL."""
