package identitycall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

const (
	pageSize = 100
	// maxPages bounds what a meta may send us after: a million objects.
	maxPages = 10_000
)

type pageMeta struct{ totalPages *int64 }

func (m *pageMeta) decode(o *object) { m.totalPages = optional[int64](o, "total_pages") }

// list reads a whole list. The reference disagrees with itself on whether lists have pages: we ask for pages of a
// hundred, go on where the answer's meta says that there are more, and take a list without total_pages as whole. An object
// that moved from one page to the next while we read counts once.
func list[T any, P interface {
	*T
	decoder
}](ctx context.Context, c *Client, path string, id func(T) int64) ([]T, error) {
	items := []T{}
	seen := map[int64]bool{}
	for page, pages := int64(1), int64(1); page <= pages; page++ {
		found, total, err := readPage[T, P](ctx, c, path, page)
		if err != nil {
			return nil, err
		}
		for _, item := range found {
			if !seen[id(item)] {
				seen[id(item)] = true
				items = append(items, item)
			}
		}
		pages = total
	}
	return items, nil
}

// readPage reads one page of a list, and how many there are.
func readPage[T any, P interface {
	*T
	decoder
}](ctx context.Context, c *Client, path string, page int64) ([]T, int64, error) {
	call := newCall(http.MethodGet, path)
	call.query = url.Values{"per_page": {strconv.Itoa(pageSize)}}
	if page > 1 {
		call.query.Set("page", strconv.FormatInt(page, 10))
	}
	answer, err := c.do(ctx, call)
	if apiErr := (*APIError)(nil); errors.As(err, &apiErr) {
		apiErr.List = true
	}
	if err != nil {
		return nil, 0, err
	}
	items, pages, err := decodePage[T, P](answer.body)
	if err != nil {
		return nil, 0, &ResponseError{Request: call.Request, Reason: err.Error()}
	}
	return items, pages, nil
}

// decodePage reads one page, and how many there are.
func decodePage[T any, P interface {
	*T
	decoder
}](body []byte) ([]T, int64, error) {
	envelope, err := openEnvelope(body)
	if err != nil {
		return nil, 0, err
	}
	items, err := decodeList[T, P](envelope)
	if err != nil {
		return nil, 0, err
	}
	pages := int64(1)
	if len(envelope.meta) > 0 && !isNull(envelope.meta) {
		var meta pageMeta
		if err := decodeObject(envelope.meta, &meta); err != nil {
			return nil, 0, fmt.Errorf("in its \"meta\", %w", err)
		}
		if meta.totalPages == nil {
			return items, 1, nil
		}
		pages = *meta.totalPages
		if pages < 0 || pages > maxPages {
			return nil, 0, fmt.Errorf("its \"meta\" speaks of %d pages", pages)
		}
	}
	return items, pages, nil
}

// decodeList reads the objects of a list.
func decodeList[T any, P interface {
	*T
	decoder
}](envelope envelope) ([]T, error) {
	var raws []json.RawMessage
	if err := json.Unmarshal(envelope.data, &raws); err != nil {
		return nil, fmt.Errorf("its \"data\" is not a list")
	}
	items := make([]T, len(raws))
	for i, raw := range raws {
		if err := decodeObject(raw, P(&items[i])); err != nil {
			return nil, fmt.Errorf("in entry %d of the list, %w", i+1, err)
		}
	}
	return items, nil
}
