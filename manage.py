#!/usr/bin/env python
"""Runs Django's commands; starts the embedded services first where nothing else is named."""

import os
import sys

from django.core.management import execute_from_command_line

from config.services import ensure_started_for


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    ensure_started_for(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
