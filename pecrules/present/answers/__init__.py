"""Each kind of answer in words: what its sheet says, part by part.

Here belongs how the answer of a policy is laid out; here does not belong how a single code, day or sum is said, which
is in the modules beside. ``outcomes`` puts the parts together; what draws, reads aloud or writes calendars may import
the module it needs.
"""
