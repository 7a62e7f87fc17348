"""The last evening before a deadline: locust drives the running system, stepped up until it becomes slow."""
