package identitycall

import (
	"context"
	"errors"
	"sync"
)

// memory remembers what refreshing has read, so that many who look at the same thing in one run cost one request.
// Those who ask while it is being fetched wait for that fetch. Errors are shared with them, and not remembered.
type memory[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]*memoryEntry[V]
}

// whole is the key of a list, of which there is one.
type whole struct{}

type memoryEntry[V any] struct {
	value V
	err   error
	done  chan struct{} // closed when value and err stand
	ended bool          // the fetch ended with its own operation, which says nothing to those who waited
}

func newMemory[K comparable, V any]() *memory[K, V] {
	return &memory[K, V]{entries: map[K]*memoryEntry[V]{}}
}

// get returns what is remembered for key, else what fetch brings.
func (m *memory[K, V]) get(ctx context.Context, key K, fetch func(context.Context) (V, error)) (V, error) {
	for {
		m.mu.Lock()
		entry, found := m.entries[key]
		if !found {
			entry = &memoryEntry[V]{done: make(chan struct{})}
			m.entries[key] = entry
		}
		m.mu.Unlock()
		if !found {
			entry.value, entry.err = fetch(ctx)
			// A wait that is too long for this operation may not be for those who waited with it.
			var tooLong *WaitError
			entry.ended = entry.err != nil && (ctx.Err() != nil || errors.As(entry.err, &tooLong))
			if entry.err != nil {
				m.remove(key, entry)
			}
			close(entry.done)
			return entry.value, entry.err
		}
		select {
		case <-ctx.Done():
			var none V
			return none, contextFault(context.Cause(ctx))
		case <-entry.done:
		}
		// The one who fetched may have been cancelled; that is no reason for those who waited.
		if !entry.ended {
			return entry.value, entry.err
		}
	}
}

// peek returns what is cached for key, if it is there without a request.
func (m *memory[K, V]) peek(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if entry := m.entries[key]; entry != nil {
		select {
		case <-entry.done:
			return entry.value, entry.err == nil
		default:
		}
	}
	var none V
	return none, false
}

// put replaces what is remembered by what an own write has answered. A fetch that is under way does not come
// back over it: it may have seen what was before the write.
func (m *memory[K, V]) put(key K, value V) {
	entry := &memoryEntry[V]{value: value, done: make(chan struct{})}
	close(entry.done)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[key] = entry
}

// drop forgets a key, because an own write changed it to something that its answer did not tell.
func (m *memory[K, V]) drop(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, key)
}

// dropIf forgets what matches, and all that is just being fetched, since that may have seen what was before the write.
func (m *memory[K, V]) dropIf(matches func(V) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, entry := range m.entries {
		select {
		case <-entry.done:
			if matches(entry.value) {
				delete(m.entries, key)
			}
		default:
			delete(m.entries, key)
		}
	}
}

// change rewrites what is remembered, where something is. What is just being fetched is forgotten instead, since it may
// have seen what was before the write.
func (m *memory[K, V]) change(key K, rewrite func(V) V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.entries[key]
	if old == nil {
		return
	}
	select {
	case <-old.done:
		entry := &memoryEntry[V]{value: rewrite(old.value), done: old.done}
		m.entries[key] = entry
	default:
		delete(m.entries, key)
	}
}

func (m *memory[K, V]) remove(key K, entry *memoryEntry[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries[key] == entry {
		delete(m.entries, key)
	}
}
