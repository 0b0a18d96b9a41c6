# Names come from the dashboard and can contain anything. HCL has no functions of its own, so these maps hold each text
# in the form in which Markdown or Mermaid shows it.

locals {
  texts = toset(concat(
    local.found[*].name,
    local.found[*].country_code,
    [for operator in data.identitycall_operators.all.operators : operator.name],
    flatten([for number in local.found : number.operators[*].name]),
  ))

  # One line, not a long one, and without the marks that reverse the direction of a text.
  lines = {
    for text in local.texts : text => trimspace(replace(text, "/[\\pZ\\p{Cc}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]+/", " "))
  }
  short = {
    for text, line in local.lines : text => length(line) > 60 ? "${substr(line, 0, 59)}…" : line
  }

  # Characters that Markdown, HTML or Mermaid could read as markup, with their codes.
  codes = {
    "\"" = 34, "#" = 35, "$" = 36, "&" = 38, "'" = 39, "*" = 42, ":" = 58, ";" = 59, "<" = 60, "=" = 61, ">" = 62,
    "@"  = 64, "[" = 91, "\\" = 92, "]" = 93, "^" = 94, "_" = 95, "`" = 96, "{" = 123, "|" = 124, "}" = 125, "~" = 126,
  }
  entities = { for character, code in local.codes : character => "&#${code};" }

  encoded = {
    for text, line in local.short : text => join("", [
      for run in regexall("[[:punct:]]|[^[:punct:]]+", line) : try(local.entities[run], run)
    ])
  }

  # The zero-width space after @ and # keeps "@sales" from notifying anybody and "#7" from becoming a link.
  markdown = { for text, line in local.encoded : text => replace(line, "/(&#(?:35|64);)/", "$1&#8203;") }

  # Mermaid writes an entity without the ampersand.
  mermaid = { for text, line in local.encoded : text => replace(line, "&#", "#") }

  # Several operators can have one name. Only then the ID is part of it.
  names = { for operator in data.identitycall_operators.all.operators : operator.name => operator.id... }
  ids   = { for id, operator in local.operators : id => length(local.names[operator.name]) > 1 ? " (ID ${id})" : "" }
}
