"""What it adds up to: quotas, tallies, progress, dashboards. Imports unions and initiatives."""
