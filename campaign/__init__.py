"""Demonstration data and the simulated programme. Stands on top; nobody imports it."""
