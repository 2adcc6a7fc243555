"""What this service does when others tell it of something."""
