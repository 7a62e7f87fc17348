"""The measurements: speed beside bare references, exactness and faults, at a chosen number of initiatives."""
