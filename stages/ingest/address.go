package ingest

import (
	"fmt"
	"net/netip"
	"strings"
)

// refusedAddress is an error of dialling: a name led to an address that producers must not make ingest talk to.
type refusedAddress struct {
	address netip.Addr
	always  bool
}

func (e *refusedAddress) Error() string {
	if e.always {
		return fmt.Sprintf("%s is a link-local address, where machines hand out credentials", e.address)
	}
	return fmt.Sprintf("%s is not a public address (MUNSHI_INGEST_ALLOW_PRIVATE_ADDRESSES allows private ones)", e.address)
}

// special are the ranges that are not the public internet, after the IANA registries, and the two addresses inside it
// where a cloud answers only its own machines.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

var (
	global6   = netip.MustParsePrefix("2000::/3")     // all of IPv6 that is handed out to the internet
	nat64     = netip.MustParsePrefix("64:ff9b::/96") // an IPv4 address in the last four bytes
	linkLocal = prefixes("169.254.0.0/16", "fe80::/10")
)

func prefixes(texts ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func within(a netip.Addr, ranges []netip.Prefix) bool {
	for _, r := range ranges {
		if r.Contains(a) {
			return true
		}
	}
	return false
}

// checkAddress refuses what is not a public address. It looks through the ways of writing an IPv4 address in IPv6.
func checkAddress(a netip.Addr, allowPrivate bool) error {
	plain := a.Unmap().WithZone("")
	if nat64.Contains(plain) {
		b := plain.As16()
		plain = netip.AddrFrom4([4]byte(b[12:]))
	}
	switch {
	case within(plain, linkLocal):
		return &refusedAddress{address: a, always: true}
	case allowPrivate:
		return nil
	case within(plain, special), plain.Is6() && !global6.Contains(plain):
		return &refusedAddress{address: a}
	}
	return nil
}

// checkHost refuses a host that can be judged without asking a name server. All others are judged when they are dialled.
func checkHost(host string, allowPrivate bool) error {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return checkAddress(netip.IPv6Loopback(), allowPrivate)
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return checkAddress(a, allowPrivate)
	}
	return nil
}
