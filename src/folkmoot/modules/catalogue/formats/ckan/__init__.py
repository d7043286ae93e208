"""The dialect of CKAN's Action API, version 3."""
