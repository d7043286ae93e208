"""The JSON of the UK petitions service, key for key, so that readers written for it work here (uk/schema.json)."""
