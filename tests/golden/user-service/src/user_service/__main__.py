"""Run the service with `python -m user_service`."""

from user_service.main import main

if __name__ == "__main__":
    main()
