package identitycall

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProject_fullForm(t *testing.T) {
	t.Parallel()
	want := func(changes ...func(*Project)) Project {
		project := Project{
			ProjectSummary: ProjectSummary{ID: 3, Name: "Sales", Language: pointer("en"), Industry: pointer("Retail"),
				CreatedAt: "2026-01-10T08:00:00Z", UpdatedAt: "2026-04-14T16:22:05Z"},
			GoalLanguage: pointer("en"), SummaryLanguage: pointer("en"), LongPauseThresholdSeconds: pointer[int64](4),
			RetentionDays: pointer[int64](90), QualityBaselineEnabled: true, QualityBaselinePct: pointer(87.5),
			RecordingsCount: 17, VirtualNumbersCount: 1,
		}
		for _, change := range changes {
			change(&project)
		}
		return project
	}
	for name, test := range map[string]struct {
		body  string
		want  Project
		fault string
	}{
		"as documented": {body: project3, want: want()},
		// A zero is a value, and null is none.
		"zeros": {
			body: change(project3, `"retention_days": 90`, `"retention_days": 0`, `"long_pause_threshold_seconds": 4`,
				`"long_pause_threshold_seconds": 0`,
				`87.5`, `0`),
			want: want(func(p *Project) {
				p.RetentionDays, p.LongPauseThresholdSeconds = pointer[int64](0), pointer[int64](0)
				p.QualityBaselinePct = pointer(0.0)
			}),
		},
		"nulls": {
			body: change(project3, `"retention_days": 90`, `"retention_days": null`, `87.5`, `null`, `"Retail"`, `null`,
				`"language": "en", "industry"`, `"language": null, "industry"`),
			want: want(func(p *Project) {
				p.RetentionDays, p.QualityBaselinePct, p.Industry, p.Language = nil, nil, nil, nil
			}),
		},
		"30.0 is 30": {
			body: change(
				project3, `"retention_days": 90`, `"retention_days": 30.0`, `"recordings_count": 17`, `"recordings_count": 1.7e1`,
			),
			want: want(func(p *Project) { p.RetentionDays = pointer[int64](30) }),
		},
		"a decimal": {
			body: change(project3, `87.5`, `33.3`), want: want(func(p *Project) { p.QualityBaselinePct = pointer(33.3) }),
		},
		"30.5 days": {
			body:  change(project3, `"retention_days": 90`, `"retention_days": 30.5`),
			fault: `"retention_days" is not an integer`,
		},
		"beyond exact integers": {
			body:  change(project3, `"retention_days": 90`, `"retention_days": 1e17`),
			fault: `"retention_days" is not an integer`,
		},
		"missing, though it may be null": {
			body: change(project3, `"retention_days"`, `"days"`), fault: `"retention_days" is missing`,
		},
		"no time": {
			body: change(project3, `"2026-04-14T16:22:05Z"`, `"yesterday"`), fault: `"updated_at" is not a time in ISO 8601`,
		},
		"a field of the summary": {body: change(project3, `"industry"`, `"branch"`), fault: `"industry" is missing`},
		"a number as text": {
			body: change(project3, `87.5`, `"87.5"`), fault: `"quality_baseline_pct" is not a number`,
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, reply(http.StatusOK, test.body)).client(t)
			got, err := client.Projects.Get(t.Context(), 3)
			if test.fault != "" {
				if err == nil || !strings.Contains(err.Error(), test.fault) {
					t.Errorf("got %v, want an error with %q", err, test.fault)
				}
				return
			}
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v, project differs (-want +got):\n%s", err, diff)
			}
		}))
	}
}
