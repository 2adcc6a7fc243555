"""Users who tell of their changes and hear of orders: FastAPI beside FastStream, as their documentation has them."""
