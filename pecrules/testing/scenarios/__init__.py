"""Scenarios: questions to the rules with the answers that are expected, written by analysts in YAML.

Here belong their format, their reader, what runs them and what tells how much they reach. Here does not belong a rule,
nor a sentence about an answer. The command line, the pytest plugin and tests may import it; nothing else does. ::

    shapes      what may be written, as types say            texts       what an editor says of it
    schema      the schema, made from both                   page        the reference page, made from both
    reading     files -> scenarios, all mistakes with places
    expecting   what is expected, held against an answer
    asking      one scenario put to the rules
    running     all of them: what differs, and where it was said
    covering    the rows, and the cases of a policy, that none of them reaches
    proposing   scenarios at the boundaries of the cases of a policy, for review
    mutating    each value of the tables changed, and who notices
    plugin      each scenario an item of pytest: ``-p pecrules.testing.scenarios.plugin``
"""
