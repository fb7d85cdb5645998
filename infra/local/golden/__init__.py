"""Golden conversations: what customers write, and what must come of it, judged without a model."""
