"""A running installation with one more address: the smallest page that Django can make of one query."""

from folkmoot.site.tests.serving_settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks._urls"
