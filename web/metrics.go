package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kanal"
	"kanal/bots"
)

// metrics counts what operators watch; no label holds anything of a person.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	received *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "kanal_http_request_seconds", Help: "Duration of HTTP requests.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 7)}, []string{"route", "status"}),
		received: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kanal_messages_received_total",
			Help: "Messages that networks handed in over HTTP, by whether they were stored."}, []string{"account", "stored"}),
	}
	m.registry.MustRegister(m.requests, m.received, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// counted counts what goes through an inbox.
func (s *Server) counted(inbox bots.Inbox) bots.Inbox {
	receive := inbox.Receive
	inbox.Receive = func(ctx context.Context, m kanal.Incoming) error {
		err := receive(ctx, m)
		s.metrics.received.WithLabelValues(m.Account, strconv.FormatBool(err == nil)).Inc()
		return err
	}
	return inbox
}
