package flow

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics of one stage, named munshi_<stage>_...
type metrics struct {
	registry         *prometheus.Registry
	in, out, retried prometheus.Counter
	dead             *prometheus.CounterVec
	duration, age    *histogram
	inFlight         prometheus.Gauge
	breaker          prometheus.Gauge
	abandoned        prometheus.Counter
}

func newMetrics(stage string) *metrics {
	named := func(name, help string) prometheus.Opts {
		return prometheus.Opts{Namespace: "munshi", Subsystem: stage, Name: name, Help: help}
	}
	histogram := func(name, help string, first time.Duration) *histogram {
		return newHistogram(prometheus.BuildFQName("munshi", stage, name), help, first)
	}
	m := &metrics{
		registry:  prometheus.NewRegistry(),
		in:        prometheus.NewCounter(prometheus.CounterOpts(named("in_total", "Inputs taken up."))),
		out:       prometheus.NewCounter(prometheus.CounterOpts(named("out_total", "Outputs produced, or events written."))),
		retried:   prometheus.NewCounter(prometheus.CounterOpts(named("retried_total", "Inputs sent to the retry topic."))),
		dead:      prometheus.NewCounterVec(prometheus.CounterOpts(named("dead_total", "Inputs given up on, by error code.")), []string{"code"}),
		duration:  histogram("duration_seconds", "Time from taking an input up until Kafka has its outputs; of a sink, time of a batch.", 500*time.Microsecond),
		age:       histogram("event_age_seconds", "Time from the start of the reading until the stage was done with it and Kafka has its outputs.", 5*time.Millisecond),
		inFlight:  prometheus.NewGauge(prometheus.GaugeOpts(named("in_flight", "Inputs taken from Kafka and not yet done."))),
		breaker:   prometheus.NewGauge(prometheus.GaugeOpts(named("breaker_state", "0: closed, 1: half open, 2: open, inputs wait because most of them failed transiently."))),
		abandoned: prometheus.NewCounter(prometheus.CounterOpts(named("abandoned_total", "Calls of the stage that did not return when told to."))),
	}
	m.registry.MustRegister(m.in, m.out, m.retried, m.dead, m.duration, m.age, m.inFlight, m.breaker, m.abandoned,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) breakerChanged(state breakerState) { m.breaker.Set(float64(state)) }
