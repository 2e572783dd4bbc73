"""Django's own commands for developers: `python -m shiqiao.config.manage makemigrations people`."""

import os
import sys


def main() -> None:
    """Run a Django command with Shiqiao's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
