// Package terraform stands in for code that is not on the module proxy and that Terraform only names.
package terraform
