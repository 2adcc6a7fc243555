"""Run the service with `python -m minimal_service`."""

from minimal_service.main import main

if __name__ == "__main__":
    main()
