"""The generated service behind several servers, with clients that behave badly."""
