"""The closed lists of the codes that a finding may have; ``pecrules.base.messages`` has the sentence of each."""

from typing import Literal, TypeAlias

DoubtCode: TypeAlias = Literal[
    "PD001", "PD002", "PD003", "PD004", "PD005", "PD006", "PD007", "PD008", "PD009",
    "PD010", "PD011", "PD012", "PD013", "PD014", "PD015", "PD016", "PD017", "PD018",
    "PD019", "PD020", "PD021", "PD022", "PD023", "PD024", "PD025", "PD026", "PD027",
    "PD028", "PD029", "PD030", "PD031", "PD032", "PD033", "PD034", "PD035", "PD036",
    "PD037", "PD038", "PD039", "PD040", "PD041", "PD042", "PD043", "PD044", "PD045", "PD046",
    "PD047", "PD048", "PD049", "PD050", "PD051", "PD052", "PD053",
    "PD054", "PD055", "PD056", "PD057", "PD058", "PD059", "PD060", "PD061", "PD062",
    "PD063", "PD064", "PD065", "PD066", "PD067", "PD068", "PD069", "PD070",
    "PD071", "PD072", "PD073", "PD074", "PD075", "PD076", "PD077",
    "PD078", "PD079", "PD080", "PD081", "PD082", "PD083", "PD084", "PD085", "PD086",
    "PD087",
]  # fmt: skip
"""Stable name of a doubt, as ``PD005``: what is probably wrong, and may be meant."""

ProblemCode: TypeAlias = Literal[
    "PR001", "PR002", "PR003", "PR004", "PR005", "PR006", "PR007", "PR008", "PR009",
    "PR010", "PR011", "PR012", "PR013", "PR014", "PR015", "PR016", "PR017", "PR018", "PR019",
    "PR020", "PR021", "PR022", "PR023", "PR024", "PR025", "PR026", "PR027", "PR028", "PR029",
    "PR031", "PR032", "PR033", "PR034", "PR035", "PR036", "PR037", "PR038", "PR039",
    "PR040", "PR041", "PR042", "PR043", "PR044", "PR045", "PR046", "PR047", "PR048", "PR049",
    "PR101", "PR102", "PR103", "PR104", "PR105", "PR106", "PR107", "PR108", "PR109",
    "PR110", "PR111", "PR112", "PR113", "PR114", "PR115", "PR116", "PR117", "PR118", "PR119",
    "PR120", "PR121",
    "PR201", "PR202", "PR203", "PR204", "PR205", "PR206", "PR207", "PR208", "PR209",
    "PR210", "PR211", "PR212", "PR213", "PR214", "PR215", "PR216", "PR217", "PR218", "PR219",
    "PR220", "PR221", "PR222", "PR223", "PR224", "PR225", "PR226", "PR227", "PR228", "PR229",
    "PR231", "PR232", "PR235", "PR238", "PR239", "PR240", "PR241", "PR242", "PR243",
    "PR301", "PR302", "PR303", "PR304", "PR305", "PR306", "PR307", "PR308", "PR309", "PR310",
    "PR401", "PR402", "PR403", "PR404", "PR405", "PR406", "PR407", "PR408", "PR409",
    "PR501", "PR502", "PR503", "PR504", "PR505", "PR506", "PR507", "PR508", "PR509",
    "PR510", "PR511", "PR512", "PR513", "PR514",
    DoubtCode,
]  # fmt: skip
"""Stable name of a mistake, as ``PR020``, or a doubt; the messages say what the groups of numbers mean."""
