"""`python -m yuanzheng`."""

from yuanzheng.cli import main

if __name__ == "__main__":
    main()
