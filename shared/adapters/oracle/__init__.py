"""Oracle Fusion Cloud Financials, as the books."""
