"""How dates and numbers look: 31/8/2023 and 1.234.567 in both languages."""
