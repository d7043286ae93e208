"""The fields of Pabulib's format (pabulib.org/format, June 2026), in the order in which they are written."""

VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
RULES = (
    "greedy",
    "greedy-no-skip",
    "greedy-threshold",
    "greedy-exclusive",
    "greedy-custom",
    "equalshares",
    "equalshares-comparison",
    "equalshares/add1",
    "equalshares/add1-comparison",
    "unknown",
)
SECTIONS = ("META", "PROJECTS", "VOTES")
WITHDRAWN = 999_999_999
"""The cost that marks a withdrawn project in some files."""

META_REQUIRED = (
    "description", "country", "unit", "instance", "num_projects", "num_votes", "budget", "vote_type", "rule",
    "date_begin", "date_end",
)  # fmt: skip
META = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget",
    "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost",
    "min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost",
    "max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition",
    "language", "currency", "fully_funded", "experimental", "comment", "acknowledgments", "leftover_budget",
    "budget_per_category", "budget_per_neighborhood", "min_length_per_category", "max_length_per_category",
    "min_sum_cost_per_category", "max_sum_cost_per_category",
)  # fmt: skip
NUMBERS = (
    "budget", "min_sum_cost", "max_sum_cost", "min_points", "max_points", "min_sum_points", "max_sum_points",
    "default_score", "min_project_cost", "max_project_cost", "min_project_score_threshold",
)  # fmt: skip
WHOLE = ("num_projects", "num_votes", "min_length", "max_length", "fully_funded", "experimental")
PROJECTS_REQUIRED = ("project_id", "cost")
PROJECTS = (
    "project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "selected", "neighborhood", "subunit",
    "district", "description", "proposer", "public_id", "latitude", "longitude",
)  # fmt: skip
VOTES_REQUIRED = ("voter_id", "vote")
VOTES = (
    "voter_id", "vote", "points", "age", "sex", "voting_method", "district", "neighborhood", "education",
    "topic_preference_transport", "topic_preference_culture", "topic_preference_nature", "district_preference",
    "time_taken_seconds", "format_easiness", "format_expressiveness", "format_rank",
)  # fmt: skip
COLUMNS = {"PROJECTS": (PROJECTS, PROJECTS_REQUIRED), "VOTES": (VOTES, VOTES_REQUIRED)}
SEX = ("M", "F", "O")
METHODS = ("internet", "paper")
