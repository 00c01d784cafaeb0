"""The tables as an analyst writes them: rows, timelines, layers, and the rules that can be asked.

Here belongs what every question needs of the tables and no question alone: reading folders, laying books over one
another, checking, looking up what is in force. Here does not belong what a row makes of a mailbox: that is ``domain``.
Everybody above may import it; it leans on ``base``, ``parsing`` and the nouns of ``model``. ::

    rows        one module a table: the classes of its rows
    timelines   rows of one key, one after the other
    layers      a folder of tables as it was read
    compiled    the same from a release, which has it ready
    citations   where a row comes from
    ruleset     the rules that are asked: two clocks, cohorts, what is compiled once
    differences what two rule sets do not say alike
    folders     which folders lie over one another
    loading     from folders to rules: an installed release is read when asked
    reading     the whole way, for folders that people edit
    facts       what is known of a layer alone
    checks      what a schema cannot say
    doubts      what is sound, and probably not meant so
    edits       rules changed in memory
    formatting  the text of a table in its one order and layout
    fixing      mistakes mended in the text where the remedy is certain
    suggesting  the schemas of a folder, for its editor
    live        rules that a running program swaps
"""
