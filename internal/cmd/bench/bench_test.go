package main

import (
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestRequests(t *testing.T) {
	began := time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC)
	sent := requests{
		{Method: "GET", Path: "/virtual_numbers/7", Status: 200, Time: began},
		{Method: "GET", Path: "/virtual_numbers", Status: 429, Time: began.Add(time.Second)},
		{Method: "POST", Path: "/virtual_numbers/8/add_operator", Status: 200, Time: began.Add(2 * time.Second)},
		{Method: "GET", Path: "/virtual_numbers/8", Status: 200, Time: began.Add(3 * time.Second)},
	}
	if got, wanted := sent.String(), "1 × GET /virtual_numbers, 2 × GET /virtual_numbers/:id, 1 × POST /virtual_numbers/:id/add_operator"; got != wanted {
		t.Errorf("got %s\nwanted %s", got, wanted)
	}
	if sent.count("GET") != 3 || sent.refused() != 1 || sent.span() != 3*time.Second {
		t.Errorf("%d GET, %d refused, within %s", sent.count("GET"), sent.refused(), sent.span())
	}
	if none := (requests)([]sandbox.Request(nil)); none.String() != "none" || none.span() != 0 {
		t.Errorf("no requests are %s within %s", none, none.span())
	}
}

// Only a missed number of requests is a fault: times belong to the machine.
func TestTable(t *testing.T) {
	told := &table{}
	told.requests("refresh", "1", "1", true)
	told.note("plan", "3.00 times", "1.5 times")
	if told.missed() != 0 {
		t.Errorf("missed without a reason:\n%s", told)
	}
	told.requests("refresh", "2", "1", false)
	if told.missed() != 1 || strings.Count(told.String(), "MISSED") != 1 {
		t.Errorf("one line is missed:\n%s", told)
	}
}

func TestMedian(t *testing.T) {
	if got := median([]time.Duration{9, 1, 5}); got != 5 {
		t.Errorf("got %d", got)
	}
}
