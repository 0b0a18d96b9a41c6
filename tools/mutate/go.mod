module github.com/identitycall/terraform-provider-identitycall/tools/mutate

go 1.26.0
