package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// cache holds what one run has read, so that many readers of one object cost one request. Readers that come while it is
// being fetched wait for that fetch. They share its error, which is not cached, except for the API's own 404: several
// resources may look at one object that is missing.
type cache[K comparable, V any] struct {
	request func(K) Request // what a fetch sends

	mu      sync.Mutex
	entries map[K]*cacheEntry[V]
}

type cacheEntry[V any] struct {
	value V
	err   error
	done  chan struct{} // closed when value and err are set
	ended bool          // the fetch ended with its own operation, which says nothing about other operations
}

func newCache[K comparable, V any](request func(K) Request) *cache[K, V] {
	return &cache[K, V]{request: request, entries: map[K]*cacheEntry[V]{}}
}

// get returns what is cached for key, or what fetch returns.
func (c *cache[K, V]) get(ctx context.Context, key K, fetch func(context.Context) (V, error)) (V, error) {
	for {
		c.mu.Lock()
		entry, found := c.entries[key]
		if !found {
			entry = &cacheEntry[V]{done: make(chan struct{})}
			c.entries[key] = entry
		}
		c.mu.Unlock()
		if !found {
			entry.value, entry.err = fetch(ctx)
			// A wait that is too long for this operation may be short enough for the readers that share the fetch.
			_, tooLong := errors.AsType[*WaitError](entry.err)
			entry.ended = entry.err != nil && !IsNotFound(entry.err) && (ctx.Err() != nil || tooLong)
			c.mu.Lock()
			if entry.err != nil && !IsNotFound(entry.err) && c.entries[key] == entry {
				delete(c.entries, key)
			}
			c.mu.Unlock()
			close(entry.done)
			return entry.value, entry.err
		}
		select {
		case <-ctx.Done():
			var none V
			return none, &WaitError{
				Request: c.request(key), Reason: "the wait for the same request of another operation",
				Cause: contextError(context.Cause(ctx)),
			}
		case <-entry.done:
		}
		if !entry.ended {
			return entry.value, entry.err
		}
	}
}

// has reports whether the value of key is cached, or is being fetched.
func (c *cache[K, V]) has(key K) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, found := c.entries[key]
	return found
}

// drop removes the entry of key, also while it is being fetched: its value may be older than the caller's write. A
// write calls it when it has ended.
func (c *cache[K, V]) drop(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}

// clear is drop for all keys.
func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
}

// details is the cache of what single objects of one kind look like.
type details interface {
	drop(id int64)
	clear()
}

// invalidate drops what a write to an object may have changed: the object, all lists, and all details of the other
// kinds, which may show the object. It is called after each write, also after a failed one, which may have taken
// effect. Indexes of phone numbers stay: whoever adds, removes or renumbers an object drops the one of its kind. A
// create changes nothing that was read but the list.
func (c *Client) invalidate(own details, id int64) {
	own.drop(id)
	for _, other := range []details{c.Operators.details, c.Projects.details, c.VirtualNumbers.details} {
		if other != own {
			other.clear()
		}
	}
	c.Operators.list.expire()
	c.Projects.list.expire()
	c.VirtualNumbers.list.expire()
}

// names are what the responses of one run call the objects of a kind, by ID.
type names struct {
	mu      sync.Mutex
	byID    map[int64]string
	deleted map[int64]bool
}

func newNames() *names { return &names{byID: map[int64]string{}, deleted: map[int64]bool{}} }

// add records an object. A response without its name keeps the name of another one. A response that shows an object
// that this run has deleted is older than that.
func (n *names) add(id int64, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.deleted[id] && (name != "" || n.byID[id] == "") {
		n.byID[id] = name
	}
}

func (n *names) drop(id int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deleted[id] = true
	delete(n.byID, id)
}

func (n *names) get(id int64) (name string, found bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name, found = n.byID[id]
	return name, found
}

// remember records the virtual numbers and operators that a response shows.
func (c *Client) remember(object any) {
	operator := func(id int64, name *string) {
		if name == nil {
			name = new(string)
		}
		c.Operators.seen.add(id, *name)
	}
	switch object := object.(type) {
	case Operator:
		operator(object.ID, &object.Name)
		for _, number := range object.VirtualNumbers {
			c.VirtualNumbers.seen.add(number.ID, number.PhoneNumber)
		}
	case VirtualNumber:
		c.VirtualNumbers.seen.add(object.ID, object.PhoneNumber)
		for _, attached := range object.Operators {
			operator(attached.ID, attached.Name)
		}
	case VirtualNumberSummary:
		c.VirtualNumbers.seen.add(object.ID, object.PhoneNumber)
		for _, attached := range object.Operators {
			operator(attached.ID, attached.Name)
		}
	}
}

// listCache is a list that one run reads once, with indexes by ID and by phone number.
type listCache[T identified] struct {
	client *Client
	path   string
	phone  func(T) string // nil for objects that have no phone number

	lists *cache[listKey, listing[T]]
	// phones outlives the list: only what can add, remove or change a phone number drops it, so that adopting many virtual
	// numbers in one apply does not list them after each PATCH.
	phones *cache[listKey, listing[T]]
}

// listKey is the only key of a cache that holds one list.
type listKey struct{}

// listRequest and detailRequest name the requests of a cache.
func listRequest(path string) func(listKey) Request {
	return func(listKey) Request { return Request{http.MethodGet, path} }
}

func detailRequest(path func(id int64) string) func(id int64) Request {
	return func(id int64) Request { return Request{http.MethodGet, path(id)} }
}

type listing[T any] struct {
	items []T
	byID  map[int64]T
	// byPhone is an index that is built when it is first needed. It finds positions in items.
	byPhone func() (find func(number string) []int)
}

func newListCache[T identified](client *Client, path string, phone func(T) string) *listCache[T] {
	return &listCache[T]{
		client: client, path: path, phone: phone,
		lists: newCache[listKey, listing[T]](listRequest(path)), phones: newCache[listKey, listing[T]](listRequest(path)),
	}
}

// all returns the whole list, as a copy that the caller may change.
func (c *listCache[T]) all(ctx context.Context) ([]T, error) {
	listing, err := c.read(ctx)
	return slices.Clone(listing.items), err
}

// isRead reports whether the list is cached, or is being read.
func (c *listCache[T]) isRead() bool { return c.lists.has(listKey{}) }

// get finds an object in the list by its ID. An object that the list lacks may still exist.
func (c *listCache[T]) get(ctx context.Context, id int64) (object T, found bool, err error) {
	listing, err := c.read(ctx)
	object, found = listing.byID[id]
	return object, found, err
}

// confirm returns the error of a request for one object. A 404 stands only if the list lacks the object: below a wrong
// base URL every path is a 404, in the API's own form.
func (c *listCache[T]) confirm(ctx context.Context, id int64, err error) error {
	if !IsNotFound(err) {
		return err
	}
	_, listed, listErr := c.get(ctx, id)
	switch {
	case listErr != nil:
		return fmt.Errorf("cannot check whether the list contains the ID %d: %w", id, listErr)
	case listed:
		return &StillListedError{NotFound: err, List: Request{http.MethodGet, c.path}, ID: id}
	}
	return err
}

// confirmAnew is confirm with a new list, for a decision about a write.
func (c *listCache[T]) confirmAnew(ctx context.Context, id int64, err error) error {
	if IsNotFound(err) {
		c.drop()
	}
	return c.confirm(ctx, id, err)
}

// find returns the objects with a phone number as the list showed them, nil if there are none.
func (c *listCache[T]) find(ctx context.Context, number string) ([]T, error) {
	listing, err := c.phones.get(ctx, listKey{}, c.read)
	if err != nil {
		return nil, err
	}
	var found []T
	for _, position := range listing.byPhone()(number) {
		found = append(found, listing.items[position])
	}
	return found, nil
}

func (c *listCache[T]) read(ctx context.Context) (listing[T], error) {
	return c.lists.get(ctx, listKey{}, func(ctx context.Context) (listing[T], error) {
		items, err := list[T](ctx, c.client, c.path)
		byID := make(map[int64]T, len(items))
		for _, item := range items {
			byID[item.objectID()] = item
		}
		return listing[T]{items, byID, indexByPhone(c.client, items, c.phone)}, err
	})
}

func indexByPhone[T any](client *Client, items []T, phone func(T) string) func() func(string) []int {
	return sync.OnceValue(func() func(string) []int {
		numbers := make([]string, len(items))
		for i, item := range items {
			numbers[i] = phone(item)
		}
		return client.config.IndexPhoneNumbers(numbers)
	})
}

// expire drops the list but keeps the index, after a write that adds or removes no object and changes no phone number.
func (c *listCache[T]) expire() { c.lists.drop(listKey{}) }

// drop drops the list and the index.
func (c *listCache[T]) drop() {
	c.lists.drop(listKey{})
	c.phones.drop(listKey{})
}
