"""A project brought up to date: the steps between a project on disk and a plan, and from a plan to the disk."""
