"""The questions: each policy is pure, takes ``(subject, request, *, rules, on)`` and answers with a value.

Here belongs one file a question, or a folder where a question needs several; here does not belong what two questions
share, nor words, files or clocks. The front door, ``testing`` and the command line may import policies; policies do not
know one another, only ``actions`` and ``timeline`` gather what others say.

Every file has the same parts in the same order: the public functions with their sources and a doctest, what is
worked out for one question, and the terms that are compiled from the tables once for each stretch of days.
"""
