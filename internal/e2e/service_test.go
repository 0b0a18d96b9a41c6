package e2e_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

func pointer[T any](value T) *T { return &value }

func mustRead(t testing.TB, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// mustShow fails the test unless the screen shows each of the texts.
func mustShow(t testing.TB, screen string, wanted ...string) {
	t.Helper()
	for _, text := range wanted {
		if !strings.Contains(screen, text) {
			t.Errorf("the screen does not show %q:\n%s", text, screen)
		}
	}
}

// created counts how often each creating POST has taken effect.
func created(s *acctest.Service) map[string]int {
	times := map[string]int{}
	for _, request := range s.Requests() {
		if request.Method == http.MethodPost && request.Status == http.StatusCreated {
			times[request.String()]++
		}
	}
	return times
}

// mustHaveCreatedOnce fails the test if a creating POST has taken effect twice.
func mustHaveCreatedOnce(t testing.TB, s *acctest.Service) {
	t.Helper()
	for request, times := range created(s) {
		if times != 1 {
			t.Errorf("%s took effect %d times", request, times)
		}
	}
}
