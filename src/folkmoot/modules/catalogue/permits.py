WRITE = "catalogue.write"
REVIEW = "catalogue.review"
