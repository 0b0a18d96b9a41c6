package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// createOutcome is the outcome of a create or purchase, in a form that all kinds share.
type createOutcome struct {
	id        int64
	recovered bool
	err       error
}

// kinds are the POSTs that create or purchase. In the tests, only the object that a POST creates matches its request.
var kinds = map[string]struct {
	create func(context.Context, *Client) createOutcome
	list   string // the request before and after a POST
	post   string
	made   string // the response to the POST
	entry  string // the same object in a list
	other  string // another object in the list
}{
	"operator": {
		create: func(ctx context.Context, c *Client) createOutcome {
			create := OperatorCreate{Name: "Operator 12", PhoneNumber: "+15555550112"}
			isSame := func(o Operator) bool { return o.Name == create.Name }
			got, err := c.Operators.Create(ctx, create, isSame)
			return createOutcome{id: got.Object.ID, recovered: got.Recovered, err: err}
		},
		list: "GET /operators?per_page=100", post: `POST /operators {"name":"Operator 12","phone_number":"+15555550112"}`,
		made: `{"data": ` + operatorEntry(12, "+15555550112") + `}`, entry: operatorEntry(12, "+15555550112"),
		other: operatorEntry(13, "+15555550113"),
	},
	"project": {
		create: func(ctx context.Context, c *Client) createOutcome {
			settings := ProjectSettings{Name: Value("Salés"), Language: Value("en"), RetentionDays: Value(int64(90))}
			isSame := func(p Project) bool { return p.RetentionDays != nil && *p.RetentionDays == 90 }
			got, err := c.Projects.Create(ctx, settings, isSame)
			return createOutcome{id: got.Object.ID, recovered: got.Recovered, err: err}
		},
		list: "GET /projects?per_page=100", post: `POST /projects {"name":"Salés","language":"en","retention_days":90}`,
		made: project3, entry: projectEntry(3, "Sale\u0301s\r\n"), other: projectEntry(4, "Support"),
	},
	"purchase": {
		create: func(ctx context.Context, c *Client) createOutcome {
			got, err := c.VirtualNumbers.Purchase(ctx, VirtualNumberPurchase{PhoneNumber: "+15551230007"}, isNumber7)
			outcome := createOutcome{recovered: got.Recovered, err: err}
			for _, number := range got.Matching {
				outcome.id = number.ID
			}
			if err == nil && !got.Purchased {
				outcome.err = errors.New("nothing was purchased")
			}
			return outcome
		},
		list: "GET /virtual_numbers?per_page=100", post: `POST /virtual_numbers/purchase {"phone_number":"+15551230007"}`,
		made: `{"data": ` + short(7) + `}`, entry: short(7), other: short(8),
	},
}

// lostResponses are outcomes of a POST that may have taken effect.
var lostResponses = map[string]http.HandlerFunc{
	"a broken connection":         reset,
	"a cut response":              cutOff,
	"JSON that is cut":            reply(http.StatusCreated, `{"data": {"id": 7, "na`),
	"success without a body":      reply(http.StatusCreated, ""),
	"success with a page":         reply(http.StatusOK, proxyPage),
	"success without data":        reply(http.StatusCreated, `{"success": true}`),
	"success with a bad object":   reply(http.StatusCreated, `{"data": {"id": 0}}`),
	"500 of the API":              reply(500, `{"error": "Internal server error"}`),
	"502 with a page":             reply(502, proxyPage),
	"503 of the API":              reply(503, `{"error": "busy"}`),
	"503 with Retry-After":        reply(503, "", "Retry-After", "0"),
	"504 without a body":          reply(504, ""),
	"408 of the API":              reply(408, `{"error": "too slow"}`),
	"301 without a body":          reply(301, "", "Location", "https://example.com/"),
	"302 to a login page":         reply(302, proxyPage, "Location", "/login"),
	"307 with the API's words":    reply(307, `{"error": "moved"}`),
	"304":                         reply(304, ""),
	"400 with a page":             reply(400, proxyPage),
	"401 with a page":             reply(401, proxyPage),
	"403 with a page":             reply(403, "Access denied"),
	"403 with other JSON":         reply(403, `{"message": "blocked"}`),
	"404 with a page":             reply(404, proxyPage),
	"400 without a body":          reply(400, ""),
	"401 without a body":          reply(401, ""),
	"403 without a body":          reply(403, " \n"),
	"404 without a body":          reply(404, ""),
	"405 without a body":          reply(405, ""),
	"422 without a body":          reply(422, ""),
	"407 without a body":          reply(407, ""),
	"409 with a page":             reply(409, proxyPage),
	"410 without a body":          reply(410, ""),
	"422 with a page":             reply(422, proxyPage),
	"429 that is not the API's":   reply(429, proxyPage),
	"451 without a body":          reply(451, ""),
	"no words in the API's shape": reply(403, `{"error": null, "errors": []}`),
}

func TestCreate_recoversALostResponse(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		for name, lost := range lostResponses {
			for result, lists := range map[string][]string{
				"found at once":       {listOf(k.other, k.entry)},
				"found later":         {listOf(k.other), listOf(k.other, k.entry)},
				"not found":           {listOf(k.other), listOf(k.other)},
				"lookup fails":        {proxyPage},
				"second lookup fails": {listOf(), proxyPage},
			} {
				if result != "found at once" && name != "504 without a body" {
					continue // what a lookup finds does not depend on how the response was lost
				}
				t.Run(fmt.Sprintf("%s, %s, %s", kind, name, result), fakeTime(func(t *testing.T) {
					steps := []http.HandlerFunc{reply(http.StatusOK, listOf(k.other)), lost}
					want := []string{k.list, k.post}
					for _, body := range lists {
						steps = append(steps, reply(http.StatusOK, body))
						want = append(want, k.list)
					}
					found := strings.HasPrefix(result, "found")
					if kind == "project" && found {
						steps = append(steps, reply(http.StatusOK, project3))
						want = append(want, "GET /projects/3")
					}
					service := newService(t, steps...)
					got := k.create(t.Context(), service.client(t))
					var lostErr *LostResponseError
					switch {
					case found && (got.err != nil || !got.recovered || got.id == 0):
						t.Errorf("got %+v, want the object that was recovered", got)
					case !found && !errors.As(got.err, &lostErr):
						t.Errorf("got %+v, want a LostResponseError", got)
					case !found:
						if lostErr.Method != http.MethodPost || lostErr.String() != strings.Split(k.post, " {")[0] ||
							lostErr.Err == nil || !errors.Is(got.err, lostErr.Err) ||
							(lostErr.LookupErr != nil) != strings.Contains(result, "fails") || IsNotFound(got.err) {
							t.Errorf("got %+v", lostErr)
						}
					}
					if diff := cmp.Diff(want, service.lines()); diff != "" {
						t.Errorf("requests differ (-want +got):\n%s", diff)
					}
					waited := service.waited() >= secondLookupDelay
					if again := len(lists) == 2; waited != again && !strings.HasPrefix(name, "429") {
						t.Errorf("waited %s", service.waited())
					}
				}))
			}
		}
	}
}

// An odd entry of the list stops no create. It is not taken for what a lost POST created, since it cannot be compared.
func TestCreate_oddEntries(t *testing.T) {
	fakeTime(func(t *testing.T) {
		k := kinds["operator"]
		odd := func(entry string) string { return strings.Replace(entry, `"email": null,`, "", 1) }
		service := newService(t, reply(http.StatusOK, listOf(odd(k.entry))), reply(http.StatusCreated, k.made))
		if got := k.create(t.Context(), service.client(t)); got.err != nil {
			t.Errorf("got %+v", got)
		}
		service = newService(
			t, reply(http.StatusOK, listOf(odd(k.other))), reset, reply(http.StatusOK, listOf(odd(k.other), odd(k.entry))),
		)
		lost, ok := errors.AsType[*LostResponseError](k.create(t.Context(), service.client(t)).err)
		if !ok || lost.LookupErr != nil {
			t.Errorf("got %v, want a LostResponseError", lost)
		}
	})(t)
}

// If the API itself rejects a POST, nothing was created: there is no lookup.
func TestCreate_keepsTheAPIsRefusals(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		for name, test := range map[string]struct {
			status int
			body   string
		}{
			"400": {400, `{"error": "bad"}`},
			"401": {401, `{"error": "Invalid API key"}`},
			"403": {403, `{"error": "Write permission required"}`},
			"404": {404, `{"error": "Resource not found"}`},
			"405": {405, `{"error": "no"}`},
			"409": {409, `{"error": "taken"}`},
			"422": {422, `{"errors": ["Name is bad"]}`},
			"499": {499, `{"error": "no"}`},
		} {
			t.Run(kind+", "+name, fakeTime(func(t *testing.T) {
				service := newService(
					t, reply(http.StatusOK, listOf(k.other)), reply(test.status, test.body), reply(http.StatusOK, listOf(k.other)),
				)
				got := k.create(t.Context(), service.client(t))
				var lostErr *LostResponseError
				if apiErr := asAPIError(t, got.err); apiErr.StatusCode != test.status || errors.As(got.err, &lostErr) {
					t.Errorf("got %v", got.err)
				}
				want := []string{k.list, k.post}
				if kind == "purchase" && test.status == 422 {
					want = append(want, k.list)
				}
				if diff := cmp.Diff(want, service.lines()); diff != "" {
					t.Errorf("requests differ (-want +got):\n%s", diff)
				}
			}))
		}
	}
}

func TestCreate_isRetriedAfterA429(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		for name, refusal := range map[string]http.HandlerFunc{
			"the API's words":           reply(429, `{"error": "Rate limit exceeded"}`),
			"no body":                   reply(429, ""),
			"a page with Retry-After":   reply(429, proxyPage, "Retry-After", "7"),
			"the words and Retry-After": refuse("Retry-After", "7"),
		} {
			t.Run(kind+", "+name, fakeTime(func(t *testing.T) {
				service := newService(t, reply(http.StatusOK, listOf()), refusal, refusal, reply(http.StatusCreated, k.made))
				client := service.client(t, func(c *Config) { c.MaxRetries = 0 })
				if got := k.create(t.Context(), client); got.err != nil || got.recovered {
					t.Errorf("got %+v", got)
				}
				if diff := cmp.Diff([]string{k.list, k.post, k.post, k.post}, service.lines()); diff != "" {
					t.Errorf("requests differ (-want +got):\n%s", diff)
				}
			}))
			t.Run(kind+", no time after "+name, fakeTime(func(t *testing.T) {
				service := newService(t, reply(http.StatusOK, listOf()), refusal)
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				got := k.create(ctx, service.client(t))
				var lostErr *LostResponseError
				var waitErr *WaitError
				if !errors.As(got.err, &waitErr) || errors.As(got.err, &lostErr) {
					t.Errorf("got %v, want a WaitError", got.err)
				}
			}))
		}
	}
}

// A POST that was not sent has created nothing.
func TestCreate_notSentIsNotLost(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		t.Run(kind, fakeTime(func(t *testing.T) {
			service := newService(t, reply(http.StatusOK, listOf()))
			client := service.client(t)
			inner := client.http.Transport
			client.http.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPost {
					return nil, &net.OpError{Op: "dial", Err: errors.New("no route")}
				}
				return inner.RoundTrip(r)
			})
			t.Cleanup(inner.(*http.Transport).CloseIdleConnections)
			got := k.create(t.Context(), client)
			var transportErr *TransportError
			var lostErr *LostResponseError
			if !errors.As(got.err, &transportErr) || !transportErr.Unsent || errors.As(got.err, &lostErr) {
				t.Errorf("got %v", got.err)
			}
			if diff := cmp.Diff([]string{k.list}, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

// A cancelled run starts no create: neither a list nor a POST is sent.
func TestCreate_cancelledBefore(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		for name, cancelAt := range map[string]int{"anything": 0, "the POST": 1} {
			t.Run(kind+", before "+name, fakeTime(func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				service := newService(t, reply(http.StatusOK, listOf()))
				client := service.client(t, func(c *Config) {
					c.OnExchange = func(context.Context, Exchange) { cancel() } // of the list
				})
				if cancelAt == 0 {
					cancel()
				}
				got := k.create(ctx, client)
				var lostErr *LostResponseError
				if !errors.Is(got.err, context.Canceled) || errors.As(got.err, &lostErr) || !strings.Contains(got.err.Error(),
					"the run was cancelled") {
					t.Errorf("got %v", got.err)
				}
				if len(service.lines()) != cancelAt {
					t.Errorf("sent %q", service.lines())
				}
			}))
		}
	}
}

// An object that existed before the run's first create, or that another create has made, is never recovered.
func TestCreate_claimsOnlyItsOwnObject(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		if kind == "purchase" {
			continue
		}
		t.Run(kind+", existed before", fakeTime(func(t *testing.T) {
			both := reply(http.StatusOK, listOf(k.other, k.entry))
			service := newService(t, both, reset, both)
			got := k.create(t.Context(), service.client(t))
			var lostErr *LostResponseError
			if !errors.As(got.err, &lostErr) || lostErr.LookupErr != nil {
				t.Errorf("got %+v, want a LostResponseError", got)
			}
		}))
		t.Run(kind+", made by another create", fakeTime(func(t *testing.T) {
			service := newService(
				t, reply(http.StatusOK, listOf()), reply(http.StatusCreated, k.made), reset, reply(http.StatusOK, listOf(k.entry)),
			)
			client := service.client(t)
			if got := k.create(t.Context(), client); got.err != nil || got.recovered {
				t.Errorf("got %+v", got)
			}
			got := k.create(t.Context(), client)
			var lostErr *LostResponseError
			if !errors.As(got.err, &lostErr) {
				t.Errorf("got %+v, want a LostResponseError", got)
			}
			if posts := strings.Count(strings.Join(service.lines(), "\n"), "POST"); posts != 2 {
				t.Errorf("sent %q", service.lines())
			}
		}))
		t.Run(kind+", recovered by another create", fakeTime(func(t *testing.T) {
			steps := []http.HandlerFunc{reply(http.StatusOK, listOf()), reset, reply(http.StatusOK, listOf(k.entry))}
			if kind == "project" {
				steps = append(steps, reply(http.StatusOK, project3))
			}
			steps = append(steps, reset, reply(http.StatusOK, listOf(k.entry)))
			client := newService(t, steps...).client(t)
			if got := k.create(t.Context(), client); got.err != nil || !got.recovered {
				t.Errorf("got %+v", got)
			}
			var lostErr *LostResponseError
			if got := k.create(t.Context(), client); !errors.As(got.err, &lostErr) {
				t.Errorf("got %+v, want a LostResponseError", got)
			}
		}))
	}
}

// If the responses to creates of equal objects are all lost, each create recovers another object.
func TestCreate_concurrentCreatesNeverClaimTheSame(t *testing.T) {
	fakeTime(func(t *testing.T) {
		const many = 8
		var mu sync.Mutex
		var entries []string
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Method == http.MethodGet {
				reply(http.StatusOK, listOf(entries...))(w, r)
				return
			}
			entries = append(
				entries,
				strings.Replace(operatorEntry(12, "+15555550112"), `"id": 12`, fmt.Sprintf(`"id": %d`, 100+len(entries)), 1),
			)
			reset(w, r)
		})
		client := service.client(t)
		ids := make(chan int64, many)
		var all sync.WaitGroup
		for range many {
			all.Go(func() {
				got := kinds["operator"].create(t.Context(), client)
				if got.err != nil || !got.recovered {
					t.Errorf("got %+v", got)
				}
				ids <- got.id
			})
		}
		all.Wait()
		close(ids)
		claimed := map[int64]bool{}
		for id := range ids {
			if claimed[id] {
				t.Errorf("two creates claim %d", id)
			}
			claimed[id] = true
		}
		if posts := strings.Count(strings.Join(service.lines(), "\n"), "POST"); posts != many {
			t.Errorf("%d POST, want %d", posts, many)
		}
	})(t)
}

// Concurrent purchases of one number in one run send one POST.
func TestPurchase_manyAtOncePurchaseOnce(t *testing.T) {
	fakeTime(func(t *testing.T) {
		var mu sync.Mutex
		var entries []string
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Method == http.MethodGet {
				reply(http.StatusOK, listOf(entries...))(w, r)
				return
			}
			entries = append(entries, short(7))
			reply(http.StatusCreated, `{"data": `+short(7)+`}`)(w, r)
		})
		client := service.client(t)
		purchases := make(chan bool, 5)
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				got, err := client.VirtualNumbers.Purchase(
					t.Context(), VirtualNumberPurchase{PhoneNumber: "+15551230007"}, isNumber7,
				)
				if err != nil || len(got.Matching) != 1 || got.Matching[0].ID != 7 {
					t.Errorf("got %+v, %v", got, err)
				}
				purchases <- got.Purchased
			})
		}
		all.Wait()
		close(purchases)
		count := 0
		for purchased := range purchases {
			if purchased {
				count++
			}
		}
		if posts := strings.Count(strings.Join(service.lines(), "\n"), "POST"); posts != 1 || count != 1 {
			t.Errorf("%d POST, of which %d count as purchases", posts, count)
		}
	})(t)
}

// Another run may have purchased the number between the lookup and the POST.
func TestPurchase_looksUpAgainAfterA422(t *testing.T) {
	t.Parallel()
	invalid := reply(422, `{"error": "phone_number is not available"}`)
	for name, test := range map[string]struct {
		lookup http.HandlerFunc
		found  bool
	}{
		"another run has purchased it": {reply(http.StatusOK, listOf(short(8), short(7))), true},
		"it is not on the account":     {reply(http.StatusOK, listOf(short(8))), false},
		"the lookup fails":             {reply(http.StatusForbidden, `{"error": "no"}`), false},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, reply(http.StatusOK, listOf(short(8))), invalid, test.lookup)
			got, err := service.client(t).VirtualNumbers.Purchase(
				t.Context(), VirtualNumberPurchase{PhoneNumber: "+15551230007"}, isNumber7,
			)
			if test.found {
				if err != nil || got.Purchased || got.Recovered || len(got.Matching) != 1 || got.Matching[0].ID != 7 {
					t.Errorf("got %+v, %v", got, err)
				}
			} else if apiErr := asAPIError(t, err); apiErr.StatusCode != 422 || len(got.Matching) != 0 {
				t.Errorf("got %+v, %v, want the 422", got, err)
			}
			if diff := cmp.Diff([]string{kinds["purchase"].list, kinds["purchase"].post, kinds["purchase"].list},
				service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

// A response with another number proves nothing about the wanted one.
func TestPurchase_responseWithAnotherNumberIsLost(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(
			t, reply(http.StatusOK, listOf()), reply(http.StatusCreated, `{"data": `+short(8)+`}`),
			reply(http.StatusOK, listOf(short(7), short(8))),
		)
		got := kinds["purchase"].create(t.Context(), service.client(t))
		if got.err != nil || !got.recovered || got.id != 7 {
			t.Errorf("got %+v", got)
		}

		service = newService(
			t, reply(http.StatusOK, listOf()), reply(http.StatusCreated, `{"data": `+short(8)+`}`),
			reply(http.StatusOK, listOf(short(8))),
		)
		got = kinds["purchase"].create(t.Context(), service.client(t))
		var lostErr *LostResponseError
		if !errors.As(got.err, &lostErr) {
			t.Fatalf("got %+v, want a LostResponseError", got)
		}
		var responseErr *ResponseError
		want := "POST /virtual_numbers/purchase got a response that cannot be used: it is about another phone number"
		if !errors.As(got.err, &responseErr) || responseErr.Error() != want {
			t.Errorf("got %v, want %s", lostErr.Err, want)
		}
	})(t)
}

func TestPurchase_sendsExactlyWhatIsSet(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusOK, listOf()), reply(http.StatusCreated, `{"data": `+short(7)+`}`))
		_, err := service.client(t).VirtualNumbers.Purchase(t.Context(), VirtualNumberPurchase{
			PhoneNumber: "+15551230007", CountryCode: Value("US"), NumberType: Value("local"),
			RequirementGroupID: Value(int64(4)),
			UpfrontCost:        Value("1.00"), MonthlyCost: Value("2.50"),
		}, isNumber7)
		want := `POST /virtual_numbers/purchase {"phone_number":"+15551230007","country_code":"US","number_type":"local",` +
			`"requirement_group_id":4,"upfront_cost":"1.00","monthly_cost":"2.50"}`
		if seen := service.lines(); err != nil || len(seen) != 2 || seen[1] != want {
			t.Errorf("%v, sent %q, want %s", err, seen, want)
		}
	})(t)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// What exists is compared with a plan. That costs no list of its own, and the list before the first create is read anew
// if the cached one is older.
func TestCreate_listExisting(t *testing.T) {
	t.Parallel()
	operators := kinds["operator"]
	for name, test := range map[string]struct {
		cached bool // the run has a list before
		want   []string
	}{
		"without a cached list": {false, []string{operators.list, operators.post, operators.post}},
		"with a cached list":    {true, []string{operators.list, operators.list, operators.post, operators.post}},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					reply(http.StatusOK, listOf(operators.other))(w, r)
					return
				}
				reply(http.StatusCreated, operators.made)(w, r)
			})
			client := service.client(t)
			mustList := func(list func(context.Context) ([]Operator, error)) {
				t.Helper()
				if got, err := list(t.Context()); err != nil || len(got) != 1 || got[0].ID != 13 {
					t.Errorf("got %+v, %v, want operator 13", got, err)
				}
			}
			if test.cached {
				mustList(client.Operators.ListCached)
			}
			mustList(client.Operators.ListExisting)
			mustList(client.Operators.ListCached)
			for range 2 {
				if got := operators.create(t.Context(), client); got.err != nil {
					t.Error(got.err)
				}
				mustList(client.Operators.ListExisting)
			}
			if diff := cmp.Diff(test.want, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

// A project that was found but could not be read is not recovered: it may be another one.
func TestCreate_lookUpThatFailsHalfwayRecoversNothing(t *testing.T) {
	fakeTime(func(t *testing.T) {
		k := kinds["project"]
		service := newService(t, reply(http.StatusOK, listOf()), reset, reply(http.StatusOK, listOf(k.entry)),
			reply(http.StatusForbidden, `{"error": "no"}`))
		got := k.create(t.Context(), service.client(t))
		var lostErr *LostResponseError
		if !errors.As(got.err, &lostErr) || got.id != 0 || got.recovered {
			t.Fatalf("got %+v, want a LostResponseError", got)
		}
		if apiErr := asAPIError(t, lostErr.LookupErr); apiErr.String() != "GET /projects/3" {
			t.Errorf("the lookup failed with %v", lostErr.LookupErr)
		}
		if diff := cmp.Diff([]string{k.list, k.post, k.list, "GET /projects/3"}, service.lines()); diff != "" {
			t.Errorf("requests differ (-want +got):\n%s", diff)
		}
	})(t)
}

// A lookup stops at the project that the POST created: a later entry cannot fail the recovery.
func TestCreate_lookUpStopsAtTheCreatedObject(t *testing.T) {
	fakeTime(func(t *testing.T) {
		k := kinds["project"]
		service := newService(t, reply(http.StatusOK, listOf()), reset,
			reply(http.StatusOK, listOf(k.entry, strings.Replace(k.entry, `"id": 3`, `"id": 4`, 1))),
			reply(http.StatusOK, project3), reply(http.StatusForbidden, `{"error": "no"}`))
		if got := k.create(t.Context(), service.client(t)); got.err != nil || got.id != 3 || !got.recovered {
			t.Errorf("got %+v, want project 3", got)
		}
		if diff := cmp.Diff([]string{k.list, k.post, k.list, "GET /projects/3"}, service.lines()); diff != "" {
			t.Errorf("requests differ (-want +got):\n%s", diff)
		}
	})(t)
}

// A lookup waits for the POSTs that are in flight. If its time ends before they do, it finds nothing.
func TestCreate_lookUpThatCannotStartRecoversNothing(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		if kind == "purchase" {
			continue // one at a time
		}
		t.Run(kind, fakeTime(func(t *testing.T) {
			service, client := newBubble(t, reply(http.StatusOK, listOf()), hang, reset, reply(http.StatusOK, listOf()))
			client.config.RequestTimeout = time.Minute
			go k.create(t.Context(), client)
			synctest.Wait() // its POST is in flight, and stays so for a minute
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(10*time.Second, cancel)
			start := time.Now()
			got := k.create(ctx, client)
			var lostErr *LostResponseError
			if !errors.As(got.err, &lostErr) || got.id != 0 || got.recovered {
				t.Fatalf("got %+v, want a LostResponseError", got)
			}
			if !errors.Is(lostErr.LookupErr, context.Canceled) || time.Since(start) != 12*time.Second {
				t.Errorf("the lookup failed with %v after %s", lostErr.LookupErr, time.Since(start))
			}
			if diff := cmp.Diff([]string{k.list, k.post, k.post}, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
			time.Sleep(5 * time.Minute) // until the first create has ended
		}))
	}
}

func TestPostOnce_errorReturnsNoObject(t *testing.T) {
	t.Parallel()
	request := Request{http.MethodPost, "/things"}
	refused := &APIError{
		Request: request, StatusCode: http.StatusUnprocessableEntity, Messages: []string{"bad"}, Attempts: 1,
	}
	for name, test := range map[string]struct {
		post error
		lost bool
	}{
		"a refusal": {post: refused},
		"no object": {post: &ResponseError{Request: request, Reason: "bad"}, lost: true},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			object, recovered, err := postOnce(t.Context(), request,
				func() (int, error) { return 1, test.post },
				func(context.Context) (int, bool, error) { return 2, false, nil })
			var lostErr *LostResponseError
			if object != 0 || recovered || err == nil || errors.As(err, &lostErr) != test.lost {
				t.Errorf("got %d, %t, %v", object, recovered, err)
			}
			if test.lost && lostErr.Request != request {
				t.Errorf("the error names %s, want %s", lostErr.Request, request)
			}
		}))
	}
}

// Without the list, a lost response could not be recovered.
func TestCreate_sendsNothingIfTheListFails(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		for _, step := range []http.HandlerFunc{
			reply(http.StatusForbidden, `{"error": "Read permission required"}`),
			reply(http.StatusNotFound, `{"error": "Resource not found"}`),
			reply(http.StatusOK, proxyPage), reply(http.StatusServiceUnavailable, ""), reset,
		} {
			t.Run(kind, fakeTime(func(t *testing.T) {
				service := newService(t, step)
				got := k.create(t.Context(), service.client(t, func(c *Config) { c.MaxRetries = 0 }))
				var lost *LostResponseError
				if got.err == nil || errors.As(got.err, &lost) {
					t.Errorf("got %v, want the list's error", got.err)
				}
				if diff := cmp.Diff([]string{k.list}, service.lines()); diff != "" {
					t.Errorf("requests differ (-want +got):\n%s", diff)
				}
			}))
		}
	}
}
