"""What every request passes through, and what the server does around it.

Middleware is pure ASGI, so that a layer costs microseconds.
"""
