"""The company's systems of record, in the vocabulary of the errands.

Every write takes an idempotency key: the same key does the thing once, however often it is sent.
What was done under a key can be taken back by it as long as the system allows. All of them raise
NotFound, Conflict or Refused for what will never work, and TransientError for what may work later.
"""
