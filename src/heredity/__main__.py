"""Run Heredity with `python -m heredity`."""

from heredity.cli import main

if __name__ == "__main__":
    main()
