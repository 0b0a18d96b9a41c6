package contract

import (
	"fmt"
	"slices"
)

func (r *run) checkLists() {
	for _, kind := range []string{"virtual_numbers", "operators", "projects"} {
		r.checkPagination(kind)
	}
}

func (r *run) checkPagination(kind string) {
	metaFact, perPageFact, pageFact := kind+".list.meta", kind+".list.per_page", kind+".list.page"
	first := r.get("/"+kind, "per_page=100")
	entries, ok := r.readList(first, metaFact, perPageFact, pageFact)
	if !ok {
		return
	}
	raw, paginated := first.meta()
	if !paginated || raw == nil {
		r.check(metaFact)
		r.observe(metaFact, "the list is whole, without meta")
		r.skip("the list is whole", pageFact)
		if one, ok := r.readList(r.get("/"+kind, "per_page=1"), perPageFact); ok && len(entries) > 1 {
			r.check(perPageFact, when(len(one) != len(entries),
				"without meta, per_page=1 gets %d of %d entries", len(one), len(entries))...)
		} else if ok {
			r.skip("the account has fewer than two", perPageFact)
		}
		return
	}
	meta, problems := readMeta(raw)
	if len(problems) == 0 {
		problems = meta.problems(len(entries), 1)
	}
	r.check(metaFact, problems...)
	r.observe(metaFact, "the list is paginated")
	if len(problems) > 0 {
		r.skip("meta differs", perPageFact, pageFact)
		return
	}
	if meta.count < 2 {
		r.skip("the account has fewer than two", perPageFact, pageFact)
		return
	}
	r.checkPages(kind, meta.count)
}

// checkPages reads the first two objects of a paginated list, one on a page.
func (r *run) checkPages(kind string, total int64) {
	perPageFact, pageFact := kind+".list.per_page", kind+".list.page"
	first := r.get("/"+kind, "per_page=1")
	one, ok := r.readList(first, perPageFact, pageFact)
	if !ok {
		return
	}
	raw, _ := first.meta()
	meta, problems := readMeta(raw)
	switch {
	case len(problems) > 0:
	case len(one) != 1 || meta.perPage != 1:
		problems = []string{fmt.Sprintf("per_page=1 gets %d entries", len(one))}
	case meta.count != total:
		problems = []string{"total_count depends on per_page"}
	}
	r.check(perPageFact, problems...)
	if len(problems) > 0 {
		r.skip("per_page differs", pageFact)
		return
	}
	second := r.get("/"+kind, "per_page=1&page=2")
	next, ok := r.readList(second, pageFact)
	if !ok {
		return
	}
	raw, _ = second.meta()
	meta, problems = readMeta(raw)
	switch {
	case len(problems) > 0:
	case meta.page != 2:
		problems = []string{"current_page is not 2"}
	case len(next) != 1:
		problems = []string{fmt.Sprintf("page 2 has %d entries, not 1", len(next))}
	case idOf(next[0]) == idOf(one[0]):
		problems = []string{"page 2 repeats page 1"}
	}
	r.check(pageFact, problems...)
}

type pageMeta struct{ page, pages, count, perPage int64 }

func readMeta(raw any) (pageMeta, []string) {
	metaForm := form{
		{"current_page", count, false}, {"total_pages", count, false}, {"total_count", count, false}, {"per_page", count,
			false},
	}
	problems := metaForm.problems(raw)
	if len(problems) > 0 {
		return pageMeta{}, prefixed("meta", problems)
	}
	fields := raw.(map[string]any)
	var meta pageMeta
	meta.page, _ = whole(fields["current_page"])
	meta.pages, _ = whole(fields["total_pages"])
	meta.count, _ = whole(fields["total_count"])
	meta.perPage, _ = whole(fields["per_page"])
	return meta, nil
}

// problems compares a meta with the page that it belongs to.
func (m pageMeta) problems(entries int, page int64) []string {
	if m.perPage < 1 {
		return []string{"meta: per_page is 0"}
	}
	pages := (m.count + m.perPage - 1) / m.perPage
	return slices.Concat(
		when(m.page != page, "meta: current_page is not %d", page),
		when(m.pages != pages && (m.count > 0 || m.pages > 1),
			"meta: total_pages does not follow from total_count and per_page"),
		when(int64(entries) != min(m.count, m.perPage),
			"meta: the page does not have as many entries as total_count and per_page say"),
		when(m.perPage > 100, "meta: per_page is above 100"),
	)
}
