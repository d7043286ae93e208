from django.urls import re_path

from folkmoot.modules.service_requests.open311 import updates, views

_FORM = r"\.(?P<form>xml|json)\Z"

urlpatterns = [
    re_path(rf"open311/(?:v2/)?discovery{_FORM}", views.discovery, name="open311_discovery"),
    re_path(rf"open311/v2/services{_FORM}", views.service_list, name="open311_services"),
    re_path(
        rf"open311/v2/services/(?P<code>[^/]+){_FORM}", views.service_definition, name="open311_definition"
    ),
    re_path(rf"open311/v2/requests{_FORM}", views.requests, name="open311_requests"),
    re_path(rf"open311/v2/requests/(?P<number>[^/]+){_FORM}", views.one_request, name="open311_request"),
    re_path(rf"open311/v2/servicerequestupdates{_FORM}", updates.updates, name="open311_updates"),
    re_path(rf"open311/v2/tokens/(?P<token>[^/]+){_FORM}", views.token, name="open311_token"),
]
