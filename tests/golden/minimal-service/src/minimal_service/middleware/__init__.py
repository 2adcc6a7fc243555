"""What every request passes through: pure ASGI, so that a layer costs microseconds."""
