"""Names of the permissions that module.py declares, for those who ask for them."""

WORK = "service_requests.work"
