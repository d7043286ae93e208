"""What the demo town tells of its reports."""

from folkmoot.modules.service_requests.demo.story import SERVICES, tell

__all__ = ["SERVICES", "tell"]
