"""Run the service with `python -m full_service`."""

from full_service.main import main

if __name__ == "__main__":
    main()
