"""Pages of service requests: reporting, reading, the officers' desk."""
