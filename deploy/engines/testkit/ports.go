package testkit

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// Addresses of tests have ports below those that the kernel gives to who asks for any (32768 and up): one of these, found free and let go of, can
// be the near end of anybody's connection a moment later, and an engine that is killed could not come back to its own.
const (
	firstPort = 10_000
	ports     = 20_000
)

// FreeAddr is an address that nobody listens on, and that no other test is given until this process ends.
func FreeAddr(t testing.TB) string {
	t.Helper()
	addrs, err := freeAddrs(1)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	return addrs[0]
}

var (
	taking sync.Mutex
	taken  []net.Listener // each by its name keeps a port from other tests; closed by the kernel when this process ends, however it does
)

func freeAddrs(n int) ([]string, error) {
	taking.Lock()
	defer taking.Unlock()
	var addrs []string
	for range 100 * n {
		port := firstPort + rand.IntN(ports)
		name, err := net.Listen("unix", fmt.Sprintf("@munshi-testkit-port-%d", port)) // no file: @ is the kernel's own namespace
		if err != nil {
			continue
		}
		taken = append(taken, name)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		l.Close()
		if addrs = append(addrs, l.Addr().String()); len(addrs) == n {
			return addrs, nil
		}
	}
	return nil, errors.New("no port is free")
}
