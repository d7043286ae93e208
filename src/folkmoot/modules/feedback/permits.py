WRITE = "feedback.write"
MODERATE = "feedback.moderate"
ADMINISTER = "feedback.administer"
