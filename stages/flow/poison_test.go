package flow

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// An input that is no input fails whether the world is up or down: it must not make the stage believe that the world is up, and try inputs
// that are good until they are out of attempts.
func TestPoisonDuringAnOutageCostsNoGoodInputItsAttempts(t *testing.T) {
	for _, one := range []int{2, 3, 5, 10} {
		t.Run(fmt.Sprint("one in ", one), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const lasts, inputs = 10 * time.Minute, 600
				began := time.Now()
				poison := func(text string) bool { n, _ := strconv.Atoi(text); return n%one == 0 }
				s := simulate(t, func(text string) error {
					if poison(text) {
						return Permanentf(schemas.CodeInvalidEvent, "poison")
					}
					time.Sleep(10 * time.Millisecond)
					if time.Since(began) < lasts {
						return Retry(errors.New("503"), 0)
					}
					return nil
				})
				for i := range inputs / 10 {
					s.publish(t, 10*i, 10)
					time.Sleep(lasts / (inputs / 10))
				}
				time.Sleep(2*s.live.config.RetryDelay + 20*time.Second)
				s.mu.Lock()
				defer s.mu.Unlock()
				good := 0
				for text := range s.dead {
					if !poison(text) {
						good++
					}
				}
				if bad := (inputs + one - 1) / one; good > 0 || len(s.dead) != bad || len(s.outputs) != inputs-bad {
					t.Errorf("%d good inputs died, %d letters of %d poison, %d of %d came out", good, len(s.dead), bad, len(s.outputs), inputs-bad)
				}
			})
		})
	}
}
