package identitycall

import (
	"context"
	"maps"
	"sync"
)

// longList is from how many pages on a list costs more than asking for the few objects that a small configuration names.
const longList = 10

// catalog answers what refreshing asks about single objects from their list, which one run reads once. What the list
// lacks is asked for by id before it counts as gone. Own writes stand over what was read.
type catalog[T any] struct {
	client *Client
	path   string
	id     func(T) int64

	lists  *memory[listPart, listing[T]]
	single *memory[int64, T]

	mu      sync.Mutex
	written map[int64]written[T]
	writes  int64
	asked   int64 // objects asked for by id, while the list is too long to be read for them
}

// listPart is how much of a list has been read.
type listPart int

const (
	beginning listPart = iota // the first page, and all others unless they are many
	entirety
)

type listing[T any] struct {
	items  []T
	places map[int64]int // where an id stands in items
	pages  int64
	whole  bool
}

// written is what this run has done to an object.
type written[T any] struct {
	value   T
	removed bool
	// stale: changed to something that no answer has told; it is asked for by id.
	stale bool
	// count tells this write from others.
	count int64
}

func newCatalog[T any](client *Client, path string, id func(T) int64) *catalog[T] {
	return &catalog[T]{
		client: client, path: path, id: id,
		lists:   newMemory[listPart, listing[T]](),
		single:  newMemory[int64, T](),
		written: map[int64]written[T]{},
	}
}

// get returns one object. fetch asks the service for it by its id.
func (c *catalog[T]) get(ctx context.Context, id int64, fetch func(context.Context) (T, error)) (T, error) {
	c.mu.Lock()
	own, changed := c.written[id]
	c.mu.Unlock()
	if changed && !own.stale && !own.removed {
		return own.value, nil
	}
	if !changed {
		found, ok, err := c.inList(ctx, id)
		if ok || err != nil {
			return found, err
		}
	}
	return c.single.get(ctx, id, func(ctx context.Context) (T, error) {
		c.mu.Lock()
		c.asked++
		c.mu.Unlock()
		return fetch(ctx)
	})
}

// inList looks an object up in as much of the list as is worth reading.
func (c *catalog[T]) inList(ctx context.Context, id int64) (T, bool, error) {
	var none T
	list, err := c.lists.get(ctx, beginning, c.readBeginning)
	if err != nil {
		return none, false, err
	}
	c.mu.Lock()
	worthwhile := c.asked >= list.pages
	c.mu.Unlock()
	if !list.whole && worthwhile {
		if list, err = c.lists.get(ctx, entirety, c.readWhole); err != nil {
			return none, false, err
		}
	}
	place, found := list.places[id]
	if !found {
		return none, false, nil
	}
	return list.items[place], true, nil
}

// all returns the whole list as this run's writes have left it.
func (c *catalog[T]) all(ctx context.Context) ([]T, error) {
	list, err := c.lists.get(ctx, beginning, c.readBeginning)
	if err == nil && !list.whole {
		list, err = c.lists.get(ctx, entirety, c.readWhole)
	}
	if err != nil {
		return nil, err
	}
	if before := c.writtenBeside(list); len(before) > 0 {
		// This run has made or changed what the list cannot show: only the service knows it, and its place.
		if list, err = c.readWhole(ctx); err != nil {
			return nil, err
		}
		c.replaceList(list, before)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	items := []T{}
	for _, item := range list.items {
		own, changed := c.written[c.id(item)]
		switch {
		case changed && own.removed:
		case changed && !own.stale:
			items = append(items, own.value)
		default:
			items = append(items, item)
		}
	}
	return items, nil
}

// writtenBeside returns what this run has written, if any of it is not to be had by looking at the list and the writes.
func (c *catalog[T]) writtenBeside(list listing[T]) map[int64]written[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, own := range c.written {
		if _, listed := list.places[id]; own.stale || (!own.removed && !listed) {
			return maps.Clone(c.written)
		}
	}
	return nil
}

// replaceList takes a list that was read after the writes in before. Writes since then still stand over it.
func (c *catalog[T]) replaceList(list listing[T], before map[int64]written[T]) {
	c.lists.put(beginning, list)
	c.lists.drop(entirety)
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, own := range before {
		if c.written[id].count == own.count {
			delete(c.written, id)
		}
	}
}

// readBeginning reads the first page, and the others too unless there are many.
func (c *catalog[T]) readBeginning(ctx context.Context) (listing[T], error) {
	items, pages, err := c.page(ctx, 1)
	if err != nil || pages > longList {
		return c.listing(items, pages, false), err
	}
	for page := int64(2); page <= pages; page++ {
		more, _, err := c.page(ctx, page)
		if err != nil {
			return listing[T]{}, err
		}
		items = append(items, more...)
	}
	return c.listing(items, pages, true), nil
}

func (c *catalog[T]) readWhole(ctx context.Context) (listing[T], error) {
	items, err := list[T](ctx, c.client, c.path, c.id)
	return c.listing(items, 0, true), err
}

// listing makes a listing of items. One that moved from one page to the next while we read counts once.
func (c *catalog[T]) listing(items []T, pages int64, whole bool) listing[T] {
	made := listing[T]{places: map[int64]int{}, pages: pages, whole: whole}
	for _, item := range items {
		if _, twice := made.places[c.id(item)]; !twice {
			made.places[c.id(item)] = len(made.items)
			made.items = append(made.items, item)
		}
	}
	return made
}

func (c *catalog[T]) page(ctx context.Context, page int64) ([]T, int64, error) {
	return readPage[T](ctx, c.client, c.path, page)
}

// put notes an object as an own write has left it.
func (c *catalog[T]) put(value T) { c.note(c.id(value), written[T]{value: value}) }

// remove notes that an own write has deleted an object.
func (c *catalog[T]) remove(id int64) { c.note(id, written[T]{removed: true}) }

// forget notes that an own write has changed an object, or may have, to something that no answer has told.
func (c *catalog[T]) forget(id int64) { c.note(id, written[T]{stale: true}) }

// isRemoved reports whether this run has deleted an object.
func (c *catalog[T]) isRemoved(id int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written[id].removed
}

func (c *catalog[T]) note(id int64, own written[T]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.single.drop(id)
	c.writes++
	own.count = c.writes
	c.written[id] = own
}
