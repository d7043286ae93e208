"""Which addresses of the network a loader may connect to: those of the open internet and no others."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")


def is_public(address: Address) -> bool:
    """Whether an address, and every IPv4 address that is packed into it, belongs to the open internet."""
    if isinstance(address, ipaddress.IPv6Address):
        packed = address.ipv4_mapped or address.sixtofour
        if packed is None and address in _NAT64:
            packed = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if packed is None and address.teredo:
            packed = address.teredo[1]
        if packed is not None:
            return is_public(packed)
        if address in _SITE_LOCAL or address.scope_id:
            return False
        if int(address) >> 32 == 0:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
