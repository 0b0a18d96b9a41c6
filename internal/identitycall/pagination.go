package identitycall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

const (
	pageSize = 100
	// maxPages bounds what a meta may claim: a million objects.
	maxPages = 10_000
	// maxListReads is how often a list is read if it keeps changing: once, and three times again.
	maxListReads = 4
)

// Entry is what each entry of a list has beside the fields of its object. One odd object must not make all others
// unreadable, so its error is that of whoever uses the entry.
type Entry struct {
	// Err is a ResponseError if the entry lacks fields or has malformed ones, which have zero values then. Its ID and its
	// phone number can be used nevertheless.
	Err error
}

func (e *Entry) setErr(err error) { e.Err = err }

// Lacks reports whether a field of the entry is missing or malformed.
func (e Entry) Lacks(field string) bool {
	responseErr, ok := errors.AsType[*ResponseError](e.Err)
	return ok && slices.Contains(responseErr.Fields, field)
}

// pageMeta is what a page tells about its list. What it does not tell is nil.
type pageMeta struct {
	TotalPages *int64 `json:"total_pages,omitempty"`
	TotalCount *int64 `json:"total_count,omitempty"`
}

// change describes how another page contradicts this one.
func (m pageMeta) change(other pageMeta) string {
	for _, total := range []struct {
		name        string
		here, there *int64
	}{{"total_pages", m.TotalPages, other.TotalPages}, {"total_count", m.TotalCount, other.TotalCount}} {
		if total.here != nil && total.there != nil && *total.here != *total.there {
			return fmt.Sprintf("its %s changed from %d to %d between two pages", total.name, *total.here, *total.there)
		}
	}
	return ""
}

type page[T any] struct {
	entries []T
	meta    pageMeta
}

// list reads a whole list, with pages of a hundred. The reference contradicts itself on whether lists have pages: a
// list without total_pages is complete.
//
// An object that is added, deleted or renamed between two pages moves others to a page that has been read already. Such
// a list is read again, since an object that an incomplete list lacks would count as missing.
func list[T identified](ctx context.Context, c *Client, path string) ([]T, error) {
	for reads := 1; ; reads++ {
		entries, change, err := readList[T](ctx, c, path)
		switch {
		case err != nil:
			return nil, err
		case change == "":
			return entries, nil
		case reads == maxListReads:
			return nil, &IncompleteListError{Request: Request{http.MethodGet, path}, Reads: reads, Reason: change}
		}
	}
}

// readList reads a list once. change is what shows that it is not complete.
func readList[T identified](ctx context.Context, c *Client, path string) (entries []T, change string, err error) {
	entries = []T{}
	known, read, pages := map[int64]bool{}, 0, 0
	var first pageMeta
	for page, err := range readPages[T](ctx, c, path, url.Values{"per_page": {strconv.Itoa(pageSize)}}, decodeMeta) {
		if err != nil {
			return nil, "", err
		}
		if pages++; pages == 1 {
			first = page.meta
		}
		if change := first.change(page.meta); change != "" {
			return nil, change, nil
		}
		read += len(page.entries)
		for _, entry := range page.entries {
			if !known[entry.objectID()] {
				known[entry.objectID()] = true
				c.remember(entry)
				entries = append(entries, entry)
			}
		}
	}
	switch {
	case first.TotalCount != nil && *first.TotalCount != int64(len(entries)):
		change = fmt.Sprintf("its total_count is %d, but it has %d different entries", *first.TotalCount, len(entries))
	case pages > 1 && read != len(entries):
		change = fmt.Sprintf("it has %d entries, of which only %d are different", read, len(entries))
	}
	return entries, change, nil
}

// readPages reads one page of a list after the other.
func readPages[T any](
	ctx context.Context, c *Client, path string, query url.Values, decodeMeta func(json.RawMessage) (pageMeta, error),
) iter.Seq2[page[T], error] {
	return func(yield func(page[T], error) bool) {
		for number, pages := int64(1), int64(1); number <= pages; number++ {
			request := newRequest(http.MethodGet, path, nil)
			request.list = true
			request.query = maps.Clone(query)
			if number > 1 {
				request.query.Set("page", strconv.FormatInt(number, 10))
			}
			response, err := c.do(ctx, request)
			var read page[T]
			if err == nil {
				read, err = decodePage[T](request.Request, response.body, decodeMeta)
			}
			if err != nil {
				yield(page[T]{}, err)
				return
			}
			if read.meta.TotalPages != nil { // a later page without a meta does not end the list
				pages = *read.meta.TotalPages
			}
			if !yield(read, nil) {
				return
			}
		}
	}
}

func decodePage[T any](
	request Request, body []byte, decodeMeta func(json.RawMessage) (pageMeta, error),
) (page[T], error) {
	fail := func(err error) (page[T], error) {
		return page[T]{}, &ResponseError{Request: request, Reason: err.Error()}
	}
	data, raw, err := openEnvelope(body)
	if err != nil {
		return fail(err)
	}
	var entries []json.RawMessage
	if err := json.Unmarshal(data, &entries); err != nil {
		return fail(errors.New(`its "data" is not a list`))
	}
	decoded := page[T]{entries: make([]T, len(entries))}
	for i, entry := range entries {
		if err := decodeEntry(request, entry, &decoded.entries[i]); err != nil {
			return fail(fmt.Errorf("in entry %d of the list, %w", i+1, err))
		}
	}
	if decoded.meta, err = decodeMeta(raw); err != nil {
		return fail(err)
	}
	return decoded, nil
}

// decodeEntry decodes an entry of a list. It returns an error of the whole list. An entry that only lacks fields has an
// error of its own.
func decodeEntry(request Request, raw json.RawMessage, entry any) error {
	err := DecodeObject(raw, entry)
	problems, isOdd := errors.AsType[fieldErrors](err)
	object, isObject := entry.(interface {
		identified
		setErr(err error)
	})
	fields := problems.names()
	if !isOdd || !isObject || slices.Contains(fields, "id") || slices.Contains(fields, "phone_number") {
		return err
	}
	reason := fmt.Sprintf("in the entry with the ID %d, %s", object.objectID(), problems)
	object.setErr(&ResponseError{Request: request, Reason: reason, Fields: fields})
	return nil
}

func decodeMeta(raw json.RawMessage) (meta pageMeta, err error) {
	if len(raw) > 0 && !isNull(raw) {
		if err := DecodeObject(raw, &meta); err != nil {
			return pageMeta{}, fmt.Errorf("in its \"meta\", %w", err)
		}
	}
	if pages := meta.TotalPages; pages != nil && (*pages < 0 || *pages > maxPages) {
		return pageMeta{}, fmt.Errorf("its \"meta\" has a total_pages of %d", *pages)
	}
	return meta, nil
}
