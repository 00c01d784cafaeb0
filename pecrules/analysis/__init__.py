"""What a rule set can answer, exactly: decision tables of the policies, worked out from the policies themselves."""

from pecrules.analysis.tables import DecisionTable, decision_table

__all__ = ["DecisionTable", "decision_table"]
