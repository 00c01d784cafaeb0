"""What a rule set can answer, exactly: decision tables of the policies, worked out from the policies themselves.

Here belongs what asks policies about everything at once, and what can be read off their tables. Here does not belong a
rule: whatever a table says, the policy has said. The command line may import it; no policy does, and none knows of it.

::

    table = decision_table("quote_renewal", rules, on=date(2027, 1, 10), given={"plan": "pro"})
    for line in table.lines:      # cases in which the policy says the same, as a person reads them
        print(line.when, line.outcome)
    table.witness(table.leaves[0])  # a concrete question that belongs to a case

    for line in compare("status", rules, changed, on=date(2027, 1, 10)).differences:
        print(line.when, *line.outcome)  # in which cases, and what is said before and after

::

    regions    what is known of some days and numbers
    running    one way through a policy at a time, until all have been gone
    terms      what stands for many values, and what the calendar makes of it
    sums       sums of products, what they come to and how far they reach
    formulas   numbers and amounts that stand for many: reckoned and compared with
    symbols    days, spans and flags that do
    facts      mailboxes and requests whose facts are looked up
    questions  what every policy is asked about
    asking     one question, about everything or about one thing
    lines      cases that say the same, as a person reads them
    tables     what a policy says under some rules, or under two
    reads      on which sections the answers of a policy can hang
    changes    what other rules change, in all that they are asked
    mailboxes  whom of some mailboxes they touch
    cells      a decision table as plain cells, for other programs
"""

from pecrules.analysis.asking import Outcome, Witness
from pecrules.analysis.lines import Leaf, Line
from pecrules.analysis.tables import Change, Comparison, DecisionTable, compare, decision_table

__all__ = ["Change", "Comparison", "DecisionTable", "Leaf", "Line", "Outcome", "Witness", "compare", "decision_table"]
