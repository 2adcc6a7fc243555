"""What a team does next to its service, and the tests that it writes for it."""
