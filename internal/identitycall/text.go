package identitycall

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// NormalizeText returns the form in which two texts compare: in Unicode's NFC, with LF as the line end, and without
// outer white space. Files, Terraform and the service write the same text in different forms.
func NormalizeText(text string) string {
	return strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n")))
}
