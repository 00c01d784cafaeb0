"""Every sentence a problem can be told with, in English; the catalogues of ``locales/`` carry the other languages.

A message is one sentence in lower case without a full stop, and a help that says what to do. ``{name}`` is filled from
the problem's arguments; the user's own text stands between backticks. Codes are stable: a code is never given to
another mistake, and a mistake keeps its code; ``GROUPS`` says what their numbers mean. A code that begins with ``PD``
is a doubt: a row is sound and probably not meant so; nobody is kept from loading it.
"""

from typing import Final

from pecrules.base.codes import ProblemCode
from pecrules.base.reasons import KINDS, N_, NOT_JSON, ON_THE_COMMAND_LINE, UNASKED, UNREAD, USUAL, ZEROS, Message

GROUPS: Final = {
    "PR0": "The text of a file",
    "PR1": "A value against its table's schema",
    "PR2": "The tables together",
    "PR3": "Requests",
    "PR4": "Receipts",
    "PR5": "Scenarios",
    "PD0": "Doubts",
}
"""How codes begin -> what they are about."""

MESSAGES: Final[dict[ProblemCode, Message]] = {
    # -- files and bytes ----------------------------------------------------------------------------------------------
    "PR001": N_("the file cannot be read: {reason}", "check that it exists and that you may read it", reason=UNREAD),
    "PR002": N_("the file is empty", "a table begins with the line `table: {stem}`"),
    "PR003": N_("the file is larger than {limit} bytes", "split it: a table of rules is never that large"),
    "PR004": N_("the file is not UTF-8 text: byte {byte}", "save it again with the encoding UTF-8"),
    "PR005": N_("an invisible control character {found} stands in the text", "delete it and type the text again"),
    "PR006": N_("lists and blocks are nested more than {limit} deep", "tables need four or five levels"),
    "PR007": N_("the file holds more than {limit} values", "split it: a table of rules is never that large"),
    # -- traps of YAML ------------------------------------------------------------------------------------------------
    "PR008": N_("a tab stands in the text", "use spaces: two for each level"),
    "PR009": N_("an invisible or no-break space stands in `{found}`", "delete it and type a plain space"),
    "PR010": N_("`{found}` uses typographic quotes", "use straight quotes: {advice}"),
    "PR011": N_("an unusual line break {found} stands in the text", "end lines with the Enter key only"),
    "PR012": N_("anchors and aliases (`{found}`) are not allowed", "write the value out where it is needed"),
    "PR013": N_("merge keys (`<<`) are not allowed", "write the keys out where they are needed"),
    "PR014": N_("tags (`{found}`) are not allowed", "delete the tag: the schema knows the type"),
    "PR015": N_("a second document begins here", "keep one table in a file and delete the line `---`"),
    "PR016": N_("directives (lines that begin with `%`) are not allowed", "delete the line"),
    "PR017": N_("the key `{found}` is written twice in the same block", "it stands at line {first} too: keep one"),
    "PR018": N_("`{found}` cannot be a key", "keys are words, as in `since: 2026-01-01`, or quoted"),
    "PR019": N_("the end mark `...` stands here", "delete the line: a table ends where its file ends"),
    "PR020": N_("`{found}` is written with a comma", "use a point and quotes: {advice}"),
    "PR021": N_("`{found}` is ambiguous: some programs read it as yes or no", "write {advice}, or {other}"),
    "PR022": N_("`{found}` is ambiguous: some programs read it as nothing", "delete the line, or quote it: {advice}"),
    "PR023": N_("`{found}` begins with a zero", "drop the zeros if it is a number, or quote it: {advice}"),
    "PR024": N_("`{found}` looks like a time: some programs read it as a number", "quote it: {advice}"),
    "PR025": N_("`{found}` is not how dates are written here", "year, month, day: {advice}"),
    "PR026": N_("there is no day `{found}` in the calendar", "check the month and the day"),
    "PR027": N_("`{found}` mixes a number with a sign", "write only the number, in quotes: {advice}"),
    "PR028": N_("`{found}` is an unusual way to write a number", "write plain digits, or quote it: {advice}"),
    "PR029": N_("the number `{found}` is too long to be exact everywhere", "quote it: {advice}"),
    # -- syntax -------------------------------------------------------------------------------------------------------
    "PR031": N_("quotes that are opened here are never closed", "close them on the same line"),
    "PR032": N_(
        "`{found}` is neither `key: value` nor `- item`",
        "put a space after the colon or the dash, or add what is missing",
    ),
    "PR033": N_("a value cannot begin with `{found}`", "put it in quotes"),
    "PR034": N_("a bracket that is opened here is never closed", "close it, or write one item a line with `- `"),
    "PR035": N_("a second `: ` stands in the same line", "put the value in quotes, or each key on its own line"),
    "PR036": N_("an unknown escape `{found}` stands in double quotes", "use single quotes, or write `\\\\`"),
    "PR037": N_(
        "the indentation does not fit the lines above",
        "align the keys or dashes of one block, and indent what belongs to them further",
    ),
    "PR038": N_(
        "quotes that are opened here run over several lines",
        "close them on the same line, or write long text under `>-`",
    ),
    "PR039": N_(
        "a value without quotes runs on into this line",
        "write long text under `>-`, or align the line with the keys of its block",
    ),
    "PR040": N_("a comma is missing before `{found}`", "put commas between the items, and quotes around odd text"),
    "PR041": N_("`{found}` follows a value that has ended", "put all of it in quotes; a comment begins with ` #`"),
    "PR042": N_("a list cannot begin on the line of its key", "write each `- item` on a line of its own below the key"),
    "PR043": N_("a comment stands between a key and its value", "write the value on the line of its key"),
    "PR044": N_("nothing stands before this comma", "delete the comma, or write what is missing"),
    "PR045": N_("`{found}` says more than readers agree on", "write `|`, `|-`, `>` or `>-` alone"),
    "PR046": N_("no space stands before the comment `{found}`", "put one there, or the whole value in quotes"),
    "PR047": N_("the file has {limit} mistakes up to here, and is not read further", "mend these first"),
    "PR048": N_(
        "a formatter has wrapped {number:text|texts} of this file over several lines",
        "`pecrules check --fix` puts each in one line again; let the formatter leave tables alone",
    ),
    "PR049": N_(
        "`{found}` was left by git, where two versions meet",
        "keep one of them, and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`",
    ),
    # -- the table's schema -------------------------------------------------------------------------------------------
    "PR101": N_("the key `{found}` is not known here", "the keys are: {allowed}"),
    "PR102": N_("the key `{key}` is missing"),
    "PR103": N_("`{found}` is of the wrong kind: {expected} is wanted here", expected=KINDS),
    "PR104": N_("`{found}` is not one of the allowed values", "the values are: {allowed}"),
    "PR105": N_("`{found}` is not written the right way", "write it as in `{example}`"),
    "PR106": N_("`{found}` is too small for `{key}`", "at least {bound}"),
    "PR107": N_("`{key}` has too few items: {found}", "at least {bound}"),
    "PR108": N_("the same value stands twice in `{key}`", "keep one"),
    "PR109": N_("`{found}` is a number without quotes", "write {advice}"),
    "PR110": N_("the key `{found}` has no meaning here", "it belongs to rows of another kind: delete it"),
    "PR111": N_("nothing is written after `{key}:`", "write a value or delete the line"),
    "PR112": N_("this does not fit the table"),
    "PR113": N_("`{found}` stands in quotes and is read as text", "write it without quotes: {advice}"),
    "PR114": N_("nothing stands after this dash", "write a row, or delete the dash"),
    "PR115": N_("`{found}` is too large for `{key}`", "at most {bound}"),
    "PR116": N_("`{key}` has too many items: {found}", "at most {bound}"),
    "PR117": N_("one of the keys {allowed} is missing"),
    "PR118": N_("`{found}` is a number where text is wanted", "write it as in {advice}"),
    "PR119": N_("`{found}` only keeps the place of what has to be written here", "write it as in `{example}`"),
    # -- the tables together ------------------------------------------------------------------------------------------
    "PR201": N_("the table `{table}` is missing in `{folder}`", "a folder without `book.yaml` needs every table"),
    "PR202": N_("`{file}` is not a table", "the tables are: {allowed}"),
    "PR203": N_("no source has the id `{found}`", "add it to `sources.yaml` or cite one that stands there"),
    "PR204": N_("no plan is called `{found}`", "the plans are: {allowed}"),
    "PR205": N_("the id `{found}` is used twice in this table", "the first one is at {first}"),
    "PR206": N_("two rows for `{key}` begin on {day}", "the first one is at {first}: keep one, or change its day"),
    "PR207": N_("the readings of `{found}` are not those that can be carried out", "those are: {allowed}"),
    "PR208": N_("no row of `{section}` says `{found}`", "policies read it: add the row"),
    "PR209": N_("the folder `{folder}` cannot be read: {reason}", "name a folder that holds tables", reason=UNREAD),
    "PR210": N_("no book is called `{found}`", "the books are: {allowed}"),
    "PR211": N_("`extends` leads in a circle: `{found}`", "let one of them extend nothing"),
    "PR212": N_("the file names the book `{found}`, but lies among the tables of the base", "delete the line `book:`"),
    "PR213": N_("the file names the book `{found}`, but belongs to `{right}`", "write `{key}: {right}`"),
    "PR214": N_("the file does not say which book it belongs to", "write `{key}: {right}`"),
    "PR215": N_("the folder `{folder}` has no `book.yaml`", "write one: `id`, `title`, `extends` and `source`"),
    "PR216": N_("the id `{found}` belongs to another book already", "give the folder's book an id of its own"),
    "PR217": N_("no row of `{section}` says `{found}`", "what may stand here: {allowed}"),
    "PR218": N_(
        "`{found}` stands in `{section}` only from {day} on", "this row begins on {since}: change one of the days"
    ),
    "PR219": N_(
        "the row was announced on {announced}, after it had taken effect on {since}",
        "if it was so, write `retroactive: true`, and every answer that rests on the row says so; else correct a day",
    ),
    "PR220": N_("the row says `retroactive`, but was announced in time", "delete the line"),
    "PR221": N_(
        "existing customers would be reached on {found}, before newcomers on {since}",
        "write a day that is not before `since`, or `never`",
    ),
    "PR222": N_(
        "what `{found}` announces to existing customers for {day} reaches nobody: `{other}` hides it",
        "on {day} a customer since {cohort} has `{other}`, and `{found}` ({at}) never: give `{other}` a later"
        " `existing_since`, or let it say `drops` with the item `{found}`",
    ),
    "PR223": N_("the row hides no change called `{found}`", "what it hides: {allowed}"),
    "PR224": N_(
        "the source `{found}` was last reviewed on {reviewed}, and was due again on {due}",
        "hold it against the rows that cite it, and write the day of today",
    ),
    "PR225": N_("no source gives what the row `{found}` says", "find one, or do not use the row in earnest"),
    "PR226": N_("no row is called `{found}`", "to add one, name its section: {allowed}"),
    "PR227": N_("there is no section `{found}`", "the sections are: {allowed}"),
    "PR228": N_("`{found}` never happens to a `{machine}`", "what may happen to it: {allowed}"),
    "PR229": N_(
        "from {day} on `{found}` would lead two ways, as here and as in `{other}`: one of the two holds always",
        "the other stands at {first}: give both a guard, or withdraw one of the two",
    ),
    "PR235": N_(
        "a failed charge is never tried again after {found:day|days}: the mailbox has expired by then",
        "the charge comes {days:day|days} before the expiry: leave out what is later",
    ),
    "PR238": N_(
        "the question `{found}` is told twice",
        "the first row is at {first}; to choose another reading, a row of `interpretations` is enough",
    ),
    "PR239": N_("nobody fills the place `{found}` in this text", "the places that are filled here: {allowed}"),
    "PR240": N_(
        "the text `{found}` is about `{about}`, and a notice is about none",
        "name a text that says `about: mailbox` or `about: nothing`",
    ),
    "PR241": N_(
        "there is nothing to compare the book `{found}` with: what was named holds {allowed}",
        "name a folder or a revision in which the book has the same `id`",
    ),
    "PR242": N_("no file of the table `{table}` has the section `{key}`", "write it in one of them"),
    "PR243": N_("the folder `{folder}` holds no tables", "name a folder that holds `pricing.yaml`, or `book.yaml`"),
    # -- the installation ---------------------------------------------------------------------------------------------
    "PR231": N_("pecrules was installed without its `{name}`: `{folder}` does not exist", "install it again"),
    "PR232": N_("pecrules does not run from an archive, as `{folder}`", "unpack it: its tables are files of their own"),
    # -- requests -----------------------------------------------------------------------------------------------------
    "PR301": N_("this is not JSON: {reason}", reason=NOT_JSON),
    "PR302": N_("the field `{found}` is not known", "the fields are: {allowed}"),
    "PR303": N_("the field `{key}` is missing"),
    "PR304": N_("`{found}` is of the wrong kind for `{key}`: {expected} is wanted", expected=KINDS),
    "PR305": N_("`{found}` is not a day", "write year-month-day, as in `2026-11-21`"),
    "PR306": N_("`{found}` is not allowed for `{key}`", "allowed: {allowed}", key=ON_THE_COMMAND_LINE),
    "PR307": N_("the table is empty", "its first line names its columns, as in `plan,expiry`"),
    "PR308": N_(
        "this line has another number of cells ({found}) than the first one has names ({expected})",
        "leave an empty cell where nothing is known, and put one in which the separator stands between quotes",
    ),
    "PR309": N_("two columns are called `{found}`", "give one of them another name"),
    "PR310": N_(
        "in this folder lie answers to another question, and it can only be gone on with the same one: the same rules, "
        "day and columns, and the same release",
        "name another folder, or remove what lies in this one",
    ),
    # -- receipts -----------------------------------------------------------------------------------------------------
    "PR401": N_("the text is not in the form in which receipts are written", "take the file as it was first stored"),
    "PR402": N_("the checksum does not fit: the receipt has been changed", "take the file as it was first stored"),
    "PR403": N_("the receipt has the format {found}, and only {known} is known here", "use a newer pecrules"),
    "PR404": N_("the row `{row}` is named, but not enclosed"),
    "PR405": N_("the row `{row}` is enclosed, but nothing names it"),
    "PR406": N_("`{key}` is `{found}`, but `{expected}` follows from the rest of the receipt"),
    "PR407": N_("the checksum is `{found}`, but `{expected}` was noted", "it is another receipt, or a changed one"),
    "PR408": N_("the row `{row}` was announced on {day}, but only what was known on {known} counts"),
    "PR409": N_("`{key}` does not fit the form of a receipt"),
    # -- scenarios -----------------------------------------------------------------------------------------------------
    "PR501": N_("two scenarios are called `{found}`", "the first one is at line {first}: give one another name"),
    "PR502": N_("the scenario expects nothing", "below `expect` name at least one part of the answer"),
    "PR503": N_("`{found}` has no meaning together with `{other}`", "delete one of the two"),
    "PR504": N_("`{found}` is part of a refusal", "write `refused` and its code beside it"),
    "PR505": N_("in `{id}`, `{key}` is {found}: expected was {expected}", "it rests on {rows}"),
    "PR506": N_("in `{id}`, `{key}` lacks {expected}: there is {found}", "it rests on {rows}"),
    "PR507": N_("in `{id}`, `{key}` has {expected}, which should not be there", "it rests on {rows}"),
    "PR508": N_("in `{id}` expected was {expected}, and the answer is a refusal: {refused}", "it rests on {rows}"),
    "PR509": N_("the event is refused: {refused}", "it rests on {rows}"),
    "PR510": N_("the quote is refused: {refused}", "it rests on {rows}"),
    "PR511": N_("the question cannot be put: {reason}", reason=UNASKED),
    "PR512": N_("in `{id}` the tables say nothing: no rule is in force on {day} for: {what}"),
    "PR513": N_("in `{id}` there is no answer", "write `nothing: true` if that is right"),
    "PR514": N_("in `{id}` expected was {expected}, and there is an answer", "it rests on {rows}"),
    # -- doubts --------------------------------------------------------------------------------------------------------
    "PD001": N_(
        "the row accepts `{found}` and does not say why",
        "write a `note`: whoever reads the row later wants to know",
    ),
    "PD002": N_("the row accepts `{found}`, which does not occur here", "delete it from `accepted`"),
    "PD003": N_("the row says what `{other}` says already, at {first}", "delete the row, or write what changes"),
    "PD004": N_("`{found}` is {years:year|years} away from the nearest day beside it, {other}", "check the year"),
    "PD005": N_(
        "the price would go from {other_amount} to {amount}: more than {factor} times apart",
        "check the point and the zeros",
    ),
    "PD006": N_(
        "a `{plan}` would cost less than a `{other}`, which has less in it: {amount} against {other_amount}",
        "VAT is included; check both prices: one of them stands at {first}",
    ),
    "PD007": N_("the price is zero: whoever orders pays nothing"),
    "PD008": N_(
        "`{plan}` begins with {found} GB, more than its maximum of {most}",
        "the maximum is the total with the base: check both",
    ),
    "PD009": N_(
        "`{plan}` may grow, but has its maximum of {most} GB already: nothing can be added",
        "write a larger maximum, or `fixed`",
    ),
    "PD010": N_(
        "`{column}` would go from {before} to {found}: more than {factor} times apart",
        "check the zeros and the unit",
    ),
    "PD011": N_(
        "on {day} `{plan}` has a price and is no plan: nobody can buy it",
        "check the days of the plan and of the price, or withdraw the price",
    ),
    "PD012": N_(
        "`{plan}` has no price on any day: nobody can buy it",
        "add its price, or a withdrawn one if it is not known",
    ),
    "PD013": N_("no change leads to `{plan}`: whoever has another plan never gets it", "add a row of `plans.changes`"),
    "PD014": N_(
        "from {day} on no plan can grow so: nobody can use the price `{other}`",
        "withdraw the price, or let a plan grow",
    ),
    "PD015": N_("the change leads from `{plan}` to itself", "check both plans"),
    "PD016": N_(
        "the archive goes from {before} to {after} GB, and the change says `{found}`: the customer would be misled",
        "check the change, and the GB of both plans",
    ),
    "PD017": N_(
        "the row is `documented` by `{found}`, which is our own analysis",
        "cite what documents it, or write `assumed` or `inferred`",
    ),
    "PD018": N_("`{column}` is zero: {reason}", reason=ZEROS),
    "PD019": N_(
        "the row cites {found} as `{other}` does, and says something else",
        "one of the two is wrong: read the source again",
    ),
    "PD020": N_("no row cites the source `{found}`", "cite it where it says something, or delete it"),
    "PD021": N_("the source `{found}` was reviewed on {day}: that day is still to come", "check the year"),
    "PD022": N_(
        "the notice would go out {found:day|days} after the expiry: the mailbox is deleted after {days}",
        "check both numbers",
    ),
    "PD023": N_(
        "the charge comes {days:day|days} before the expiry, and its notice only {found:day|days} before: too late",
        "let the notice come before the charge",
    ),
    "PD024": N_(
        "the same person would get two notices on one day: `{found}` and `{other}`",
        "give one of them another day or condition",
    ),
    "PD025": N_("the name says {found}, and the notice goes out at {offset}", "let the name say the right number"),
    "PD026": N_(
        "`{column}` only counts where `{topic}` is `{reading}`, and `{found}` is chosen: nothing would follow of it",
        "choose the reading in `interpretations`, or delete what does not count",
    ),
    "PD027": N_(
        "the late fee would begin on day {found} after the expiry: the mailbox is deleted after {days}",
        "check both numbers",
    ),
    "PD028": N_(
        "the stretch lasts until day {found}, and the grace only {days:day|days}: what holds afterwards never comes",
        "check both numbers",
    ),
    "PD029": N_(
        "`{other}` gives other rights until the same day: which of the two holds?",
        "give one of them another last day",
    ),
    "PD030": N_("the mailbox is kept for {days:day|days}, and nobody may renew it meanwhile", "check `may_renew`"),
    "PD031": N_(
        "the grace goes from {before} to {days:day|days}, and the row does not say for whom",
        "write `days_hold_for`: else mailboxes that have expired already are only presumed to keep their days",
    ),
    "PD032": N_(
        "from {day} on nothing follows of `{event}` in the state `{state}`: a mailbox would stay in it for ever",
        "add what follows instead",
    ),
    "PD033": N_(
        "nothing leads to the state `{state}`: no answer would ever show it",
        "add a transition, or withdraw the state",
    ),
    "PD034": N_("nothing leads out of the state `{state}`", "add a transition"),
    "PD035": N_(
        "`{state}` allows `{found}`, although the mailbox is stopped or deleted by then",
        "check the rights of the state",
    ),
    "PD036": N_("`{column}` is {found}, more than `{other}`, which is {most}", "exchange the two, or correct one"),
    "PD037": N_("it closes at {found}, and only opens at {opens}", "exchange the two, or correct one"),
    "PD038": N_(
        "the advice is {found:day|days} before the expiry, and `{method}` takes up to {days}: who follows it is late",
        "advise at least {days:day|days}",
    ),
    "PD039": N_("the same stands in two languages: `{found}`", "translate it"),
    "PD040": N_(
        "`{found}` is not the number of `{topic}`, which is {number}",
        "correct the number, or delete it: it stands in `topics`",
    ),
    "PD041": N_(
        "nothing is written for `{identifier}`, and it would identify somebody all the same",
        "check `form` and `delivered`",
    ),
    "PD042": N_(
        "from {day} on `{plan}` is a plan and has no price until {until}: nobody can buy it",
        "let the price begin on {day}: `since: {day}`",
    ),
    "PD043": N_(
        "from {day} on `{event}` leads two ways where both `{guard}` and `{other}` hold",
        "the other row stands at {first}: give the two guards that never hold together",
    ),
    "PD044": N_(
        "the row is new and begins on {found}, before {day}, and does not say when it was announced",
        "write `announced`, with `retroactive: true` if that was later; or let it begin on a day to come",
    ),
    "PD045": N_(
        "the row has held since {day}, and `{column}` was `{before}`: answers about days gone by become others",
        "leave the row as it was and write another one: a change begins on its own day, a correction on the same one, "
        "with `announced` and `retroactive: true`",
    ),
    "PD046": N_(
        "the row `{other}`, which has held since {day}, is gone: answers about days gone by become others",
        "put it back; what comes to an end is ended by a row with `withdrawn: true`",
    ),
    "PD047": N_(
        "from {day} on `{plan}` is a plan and has no price any more: `{other}` ends it for good",
        "withdraw the plan as well, or add the price that follows; `not_stated: true` if it is only not known",
    ),
    "PD048": N_(
        "on {day} the plan `{plan}` of `{kind}` ends, and its price goes on: only `{other}` still has such a plan",
        "withdraw the price as well, or write the one that `{other}` has from {day} on",
    ),
    "PD049": N_(
        "an expired mailbox could send, and nobody could read what is in it",
        "check `may_send` and `may_read`",
    ),
    "PD050": N_(
        "by `{found}` a mailbox has `{column}`, which it has not had before, by `{other}`: it would gain by expiring",
        "check `{column}` of both rows",
    ),
    "PD051": N_(
        "on none of the days of this row there is `{found}` in `{other}`: no answer can ever rest on it",
        "check the days of both, or delete the row",
    ),
    "PD052": N_(
        "on none of the days of this row another one names `{found}`: nobody would ever see it",
        "name it where it is to be sent, or delete the row",
    ),
    "PD053": N_(
        "in every book another row takes the place of this one on all its days: no answer can ever rest on it",
        "check its days, or delete it: what holds instead stands at {first}",
    ),
    "PD054": N_(
        "from {day} on nothing is left of `{found}`: what needs it can be answered no more",
        "add the row that holds from {day} on, or let what there was go on",
    ),
    "PD055": N_(
        "`{other}` still names `{found}`, which has ended on {day}: whoever comes to it gets no answer",
        "let the one go on, or write in the other what follows",
    ),
    "PD056": N_(
        "who is later would pay less: {amount} from day {until} on, and {other_amount} from day {since} on",
        "check the days and the amounts",
    ),
    "PD057": N_(
        "being late would cost more than a year of `{plan}`: {amount} against {other_amount}",
        "check the point and the zeros",
    ),
    "PD058": N_(
        "`{other}` is called the same, at {first}: `{found}`",
        "give one of them another name: people could not tell them apart",
    ),
    "PD059": N_(
        "`{other}` stands at place {found}, too, at {first}: which of the two comes first?",
        "give one of them another place",
    ),
    "PD060": N_(
        "`{found}` and `{other}` never hold together: nobody would ever see the command",
        "delete one of the two conditions",
    ),
    "PD061": N_(
        "from {day} on no plan of `{kind}` may be changed, and `{other}` goes on: nobody can use it",
        "withdraw the changes as well, or allow them",
    ),
    "PD062": N_(
        "from {day} on `{plan}` is renewed in `{found}` alone, and has a price here: nobody can pay it here",
        "check `renewed_in`, or withdraw the price",
    ),
    "PD063": N_(
        "`{column}` would be {found}, and it usually lies between {least} and {most}: {reason}",
        "check the zeros, the point and the unit; where it usually lies is a row of `thresholds`",
        reason=USUAL,
    ),
    "PD064": N_(
        "from {day} on no notice would go out before a `{kind}` expires, `{guard}`: nobody would know that it ends",
        "let one notice go on, on the condition `always` or `{found}`",
    ),
    "PD065": N_(
        "the last charge would come {days:day|days} after the expiry: the mailbox has expired, or expires that day",
        "let it come before the expiry",
    ),
    "PD066": N_(
        "what is in promotion could be bought for {found:year|years}, and what is not for {most} at most",
        "check the years of both",
    ),
    "PD067": N_(
        "`{event}` would not bring `{found}`, for the sake of which it happens",
        "add `{found}` to `effects`",
    ),
    "PD068": N_(
        "after `{event}` the mailbox would be in `{state}`, where nobody may even read: what was paid for is lost",
        "check `to_state`",
    ),
    "PD069": N_(
        "a mailbox in `{state}` would not have `{column}`: nobody could ever do that",
        "check `{column}`; what falls away after the expiry is said by `grace`",
    ),
    "PD070": N_(
        "who is charged and who has to renew by hand would read the same, `{found}`: so `{other}`, at {first}, too",
        "name a text for each of the two",
    ),
    "PD071": N_(
        "the name is kept for its holder, who in `{state}` may not buy it again: nobody could ever have it",
        "check `may_repurchase`",
    ),
    "PD072": N_(
        "`{plan}` would contain the same as `{other}`, and cost more: {amount} against {other_amount}",
        "check the GB and the features of both",
    ),
    "PD073": N_(
        "paying by `{method}` would switch automatic renewal on, and is not registered at once: nothing can be charged",
        "write `never`",
    ),
    "PD074": N_(
        "what ends at its expiry would have no grace here, and `grace` gives it {days:day|days}: which of them holds?",
        "check `grace` and `grace_days`",
    ),
    "PD075": N_(
        "`{found}` would have the right of consumers, which is one of natural persons alone",
        "write `natural_person`",
    ),
    "PD076": N_(
        "in `{state}`, `{column}` and the transition `{event}` do not agree: who tries is refused, or nothing follows",
        "check `{column}`, and the transitions out of the state",
    ),
    "PD077": N_(
        "of all that can be asked under `{book}`, no answer rests on this row: whatever it says, nobody notices",
        "check its days, and what has to hold beside it; or delete the row",
    ),
    "PD078": N_(
        "who ends a mailbox like this would lose `{found}` and keep the messages: of which mailbox?",
        "add `messages`",
    ),
    "PD079": N_(
        "who does not renew in time would lose the mailbox at its expiry, and `grace` keeps it for {days:day|days}",
        "let only `addons` end, or check `grace_days`",
    ),
    "PD080": N_(
        "the way `{mode}` would take effect `{found}`, and its name says another day",
        "write `{most}`, or choose another way",
    ),
    "PD081": N_(
        "an order that was cancelled would go on, by `{event}`, to `{state}`",
        "check `from_state`: what is cancelled stays so",
    ),
    "PD082": N_(
        "the change says `always_fits`, and `{plan}` has {found} GB where there were {most}: what is in it may not fit",
        "write `buy_or_free` or `free_first`, or check the GB",
    ),
    "PD083": N_(
        "`{subject}` would have to give an identifier, and there is none to give: nobody could close an order",
        "write `not_due`, or add the identifier",
    ),
    "PD084": N_(
        "`{identifier}` and `{other}`, at {first}, would send the same code, `{found}`: which of them is it?",
        "check `sent_code` of both",
    ),
}
