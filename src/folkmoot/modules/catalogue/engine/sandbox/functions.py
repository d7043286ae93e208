"""The functions that SQL of the public may call: they compute from their arguments alone, and their results stay small.

Left out on purpose: whatever reads files, settings or the surroundings, whatever makes something large out of something
small (repeat, lpad, range, generate_series), whatever sleeps, and whatever runs text as SQL.
"""

from sqlglot import exp

_CLASSES = (
    # Figures of groups.
    "Count CountIf Sum Avg Min Max Median Stddev StddevPop StddevSamp Variance VariancePop Corr CovarSamp CovarPop"
    " ApproxDistinct Quantile PercentileCont PercentileDisc ArgMax ArgMin AnyValue Mode LogicalAnd LogicalOr First Last GroupConcat"
    # Numbers.
    " Abs Ceil Floor Round Trunc Sqrt Cbrt Exp Ln Log Pow Sign Greatest Least Sin Cos Tan Asin Acos Atan Atan2 Degrees Radians Pi"
    # Text.
    " Lower Upper Length Substring Trim Left Right Replace StrPosition StartsWith EndsWith Contains Levenshtein Concat ConcatWs Reverse"
    " SplitPart RegexpLike RegexpFullMatch RegexpReplace RegexpExtract Initcap Ascii Unicode"
    # Days and times.
    " DateTrunc TimestampTrunc Extract Year Quarter Month Week Day DayOfWeek DayOfWeekIso DayOfYear TimeToUnix WeekOfYear DayOfMonth Hour Minute Second"
    " DateDiff DateAdd DateSub LastDay CurrentDate CurrentTimestamp TsOrDsToDate TimeToStr StrToTime Dayname Monthname DateFromParts"
    # Absent values and windows.
    " Coalesce Nullif IsNan RowNumber Rank DenseRank PercentRank CumeDist Ntile Lag Lead FirstValue LastValue NthValue"
)
CLASSES = frozenset(getattr(exp, one) for one in _CLASSES.split())
"""Functions that the parser knows by classes of their own."""

NAMES = frozenset(
    [
        "median",
        "mode",
        "stddev_pop",
        "stddev_samp",
        "var_pop",
        "var_samp",
        "quantile_cont",
        "quantile_disc",
        "approx_count_distinct",
        "arg_max",
        "arg_min",
        "bool_and",
        "bool_or",
        "any_value",
        "first",
        "last",
        "even",
        "trunc",
        "cbrt",
        "log2",
        "log10",
        "gcd",
        "lcm",
        "isnan",
        "isinf",
        "isfinite",
        "ltrim",
        "rtrim",
        "strip_accents",
        "levenshtein",
        "jaccard",
        "regexp_matches",
        "prefix",
        "suffix",
        "instr",
        "strpos",
        "len",
        "length",
        "ord",
        "now",
        "date_part",
        "datediff",
        "date_diff",
        "datesub",
        "date_sub",
        "dayname",
        "monthname",
        "isodow",
        "isoyear",
        "weekday",
        "yearweek",
        "century",
        "decade",
        "epoch",
        "make_date",
        "make_timestamp",
        "strftime",
        "strptime",
        "try_strptime",
        "last_day",
        "age",
        "ifnull",
        "row_number",
        "rank",
        "dense_rank",
        "percent_rank",
        "cume_dist",
        "ntile",
    ]
)
"""Functions that the parser knows by name alone, in lower case."""
