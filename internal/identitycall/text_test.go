package identitycall

import "testing"

func TestNormalizeText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		a, b string
		same bool
	}{
		"NFC and NFD":         {"Ren\u00e9e", "Rene\u0301e", true},
		"Hangul":              {"\ud55c", "\u1112\u1161\u11ab", true},
		"CRLF and LF":         {"SIP\r\nPBX", "SIP\nPBX", true},
		"outer white space":   {"SIP\nPBX\r\n", "\t SIP\nPBX\u00a0", true},
		"another letter":      {"Renée", "Renee", false},
		"another case":        {"SIP", "sip", false},
		"compatible letters":  {"\ufb01", "fi", false},
		"inner white space":   {"SIP  PBX", "SIP PBX", false},
		"a line end, a space": {"SIP\nPBX", "SIP PBX", false},
	} {
		if same := NormalizeText(test.a) == NormalizeText(test.b); same != test.same {
			t.Errorf("%s: %t", name, same)
		}
	}
}
