SORT = "budgeting.sort"
COST = "budgeting.cost"
DELIVER = "budgeting.deliver"
ADMINISTER = "budgeting.administer"
