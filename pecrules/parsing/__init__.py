"""From the bytes of a file to plain data that fits its schema, with the place of every value and every mistake.

Here belongs what reads YAML, knows places and holds data against a schema. Here does not belong what a row means or
which folders there are. It leans on ``base`` alone; the rule book, receipts and the command line may import it. ::

    events         the parser's events, the limits, the bytes and characters no table may hold
    plain          what a file is once it was read
    documents      text -> plain data, as long as there is nothing to tell
    diagnosis      the same with places and problems, when there is
    layout         text -> a tree with its comments, and the tree as text again
    scalars        what a word without quotes means, or the trap it is
    schema_check   surely fits a schema, fast
    validation     every problem of a document against its schema, with its place
"""
