MODERATE = "petitions.moderate"
ANSWER = "petitions.answer"
ADMINISTER = "petitions.administer"
