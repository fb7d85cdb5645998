"""A company that we did not make up: tau2-bench's retail shop, kept in our systems of record.

Its 500 customers, 1,000 orders and 114 tasks come with the benchmark
(https://github.com/sierra-research/tau2-bench, data/tau2/domains/retail) and are no part of this
project. What the benchmark's reference actions do to them through our ports is held against what
its policy says that they do.
"""
