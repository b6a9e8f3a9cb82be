"""Run the command line from a checkout: `python cli.py --help`."""

from hypercluster.cli import main

if __name__ == "__main__":
    main()
