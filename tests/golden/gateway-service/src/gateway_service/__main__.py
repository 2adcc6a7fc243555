"""Run the service with `python -m gateway_service`."""

from gateway_service.main import main

if __name__ == "__main__":
    main()
