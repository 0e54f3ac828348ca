package botstest

import (
	"slices"
	"testing"
)

// check is one promise of the suite.
type check struct {
	name  string
	needs []Feature // a network that lacks one of these is let off, with its reason in the test's log
	run   func(t *testing.T, r *rig)
	idle  bool // without Run
}

// Exercise holds a channel to everything that bots.Bot promises. A channel with several ways to receive
// (webhook, polling) calls it once for each. It takes over the process's default loggers, so nothing may run
// in parallel with it.
func Exercise(t *testing.T, network Network) {
	t.Helper()
	for feature, why := range network.Lacks {
		if why == "" || !slices.Contains(features, feature) {
			t.Errorf("Lacks: feature %q is unknown or has no reason", feature)
		}
	}
	for _, c := range slices.Concat(receiveChecks(), sendChecks(), hookChecks(), runChecks()) {
		t.Run(c.name, func(t *testing.T) {
			for _, feature := range c.needs {
				if why, lacks := network.Lacks[feature]; lacks {
					t.Logf("not for this network, which has no %s: %s", feature, why)
					return
				}
			}
			c.run(t, open(t, network, !c.idle))
		})
	}
}
