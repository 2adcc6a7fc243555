"""Business rules; they know neither HTTP nor SQL."""
