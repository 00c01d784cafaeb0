"""What other rules change, in words: headlines, rows, cases, and whom of some mailboxes it touches.

Here belongs how a change is told, as text, as a table for a pull request, as JSON; here does not belong how it is
found, which is in ``analysis``. The commands that compare, the handbook and ``say`` may import it.
"""
