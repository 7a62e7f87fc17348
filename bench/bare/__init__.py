"""The references: what Django itself costs on this machine, with nothing of ours."""
