"""Who: unions, workers, offices and their scope. Imports nothing of ours."""
