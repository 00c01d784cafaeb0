"""The questions: each policy is pure, takes ``(subject, request, *, rules, on)`` and answers with a value.

Every file has the same parts in the same order: the public functions with their sources and a doctest, what is
worked out for one question, and the terms that are compiled from the tables once for each stretch of days.
"""
