package identitycall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

const (
	pageSize = 100
	// maxPages bounds what a meta may claim: a million objects.
	maxPages = 10_000
)

// list reads a whole list, with pages of a hundred. The reference contradicts itself on whether lists have pages: a
// list without total_pages is complete.
func list[T identified](ctx context.Context, c *Client, path string) ([]T, error) {
	return readPages(ctx, c, path, url.Values{"per_page": {strconv.Itoa(pageSize)}}, totalPages, T.objectID)
}

// readPages reads the pages of a list. An object that moves to the next page while reading counts once, by its key.
func readPages[T any, K comparable](
	ctx context.Context, c *Client, path string, query url.Values,
	totalPages func(meta json.RawMessage) (int64, error), key func(T) K,
) ([]T, error) {
	items, seen := []T{}, map[K]bool{}
	for page, pages := int64(1), int64(1); page <= pages; page++ {
		request := newRequest(http.MethodGet, path, nil)
		request.query = maps.Clone(query)
		if page > 1 {
			request.query.Set("page", strconv.FormatInt(page, 10))
		}
		response, err := c.do(ctx, request)
		if apiErr, ok := errors.AsType[*APIError](err); ok {
			apiErr.List = true
		}
		if err != nil {
			return nil, err
		}
		found, total, err := decodePage[T](response.body, totalPages)
		if err != nil {
			return nil, &ResponseError{Request: request.Request, Reason: err.Error()}
		}
		if total > 0 { // a later page without a meta does not end the list
			pages = total
		}
		for _, item := range found {
			if !seen[key(item)] {
				seen[key(item)] = true
				c.remember(item)
				items = append(items, item)
			}
		}
	}
	return items, nil
}

// decodePage decodes one page, and returns how many there are; 0 if the page does not tell.
func decodePage[T any](body []byte, totalPages func(json.RawMessage) (int64, error)) ([]T, int64, error) {
	data, meta, err := openEnvelope(body)
	if err != nil {
		return nil, 0, err
	}
	var entries []json.RawMessage
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, 0, errors.New(`its "data" is not a list`)
	}
	items := make([]T, len(entries))
	for i, entry := range entries {
		if err := DecodeObject(entry, &items[i]); err != nil {
			return nil, 0, fmt.Errorf("in entry %d of the list, %w", i+1, err)
		}
	}
	pages, err := totalPages(meta)
	return items, pages, err
}

func totalPages(raw json.RawMessage) (int64, error) {
	var meta struct {
		TotalPages *int64 `json:"total_pages,omitempty"`
	}
	if len(raw) > 0 && !isNull(raw) {
		if err := DecodeObject(raw, &meta); err != nil {
			return 0, fmt.Errorf("in its \"meta\", %w", err)
		}
	}
	if meta.TotalPages == nil {
		return 0, nil
	}
	if *meta.TotalPages < 0 || *meta.TotalPages > maxPages {
		return 0, fmt.Errorf("its \"meta\" has a total_pages of %d", *meta.TotalPages)
	}
	return *meta.TotalPages, nil
}
