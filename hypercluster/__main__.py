"""Run the command line as `python -m hypercluster`."""

from hypercluster.cli import main

if __name__ == "__main__":
    main()
