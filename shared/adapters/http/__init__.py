"""HTTP as the connectors to the company's systems ask it."""
