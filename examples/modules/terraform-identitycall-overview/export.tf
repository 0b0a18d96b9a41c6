# The account in the form that terraform-identitycall-phone-lines reads: a CSV file of numbers, one of operators, and
# the import blocks of both.

locals {
  # Letters of names, in the letters that a map key may have.
  latin = merge([
    for plain, letters in {
      a = "àáâãåāăą", ae = "äæ", c = "çćč", d = "ďđð", e = "èéêëēėęě", g = "ğģ", i = "ìíîïīįı", k = "ķ", l = "łļľ",
      n = "ñńňņ", o = "òóôõøōő", oe = "öœ", r = "řŕ", s = "śšşș", ss = "ß", t = "ťţț", th = "þ", u = "ùúûūůű", ue = "ü",
      y = "ýÿ", z = "źżž",
    } : { for letter in split("", letters) : letter => plain }
  ]...)
  slugs = {
    for text in local.texts : text => trim(substr(replace(
      join("", [for run in regexall("[[:ascii:]]+|[^[:ascii:]]", lower(text)) : try(local.latin[run], run)]),
      "/[^a-z0-9]+/", "_"
    ), 0, 40), "_")
  }
  names_by_kind = {
    number   = { for number in local.found : number.id => number.name }
    operator = { for id, operator in local.operators : id => operator.name }
  }
  # A key begins with a letter.
  stems = {
    for kind, names in local.names_by_kind : kind => {
      for id, name in names : id => (
        local.slugs[name] == "" ? kind : can(regex("^[0-9]", local.slugs[name])) ? "${kind}_${local.slugs[name]}" : local.slugs[name]
      )
    }
  }
  sharing = { for kind, stems in local.stems : kind => { for id, stem in stems : stem => id... } }

  # The ID follows if several objects have one name, if there is no name, or if the name itself ends with an ID. So two
  # keys are never equal: those with an ID end with their own, and the others end with no ID.
  keys = {
    for kind, stems in local.stems : kind => {
      for id, stem in stems : id => (
        stem == kind || length(local.sharing[kind][stem]) > 1 || can(stems[regex("_([0-9]+)$", stem)[0]])
        ? "${stem}_${id}" : stem
      )
    }
  }

  # A list that lacks an operator would detach it. So if the key does not see every operator of a number, and if it has
  # none, the cell is empty, and the list is not managed.
  orders = {
    for number in local.found : number.id => (
      alltrue([for operator in number.operators : can(local.operators[operator.id])])
      ? join(";", [for operator in number.operators : local.keys.operator[operator.id]]) : ""
    )
  }

  # The keys of these maps sort the rows.
  number_rows = {
    for number in local.found : local.keys.number[number.id] => [
      number.phone_number, number.name, local.orders[number.id], number.active, number.recording, number.routing_strategy
    ]
  }
  operator_rows = {
    for id, operator in local.operators : local.keys.operator[id] => [
      operator.name, operator.phone_number, operator.email, operator.active
    ]
  }
  files = {
    numbers = concat(
      [["key", "phone_number", "name", "operators", "active", "recording", "routing_strategy"]],
      [for key, row in local.number_rows : concat([key], row)],
    )
    operators = concat(
      [["key", "name", "phone_number", "email", "active"]],
      [for key, row in local.operator_rows : concat([key], row)],
    )
  }
  csv = {
    for file, rows in local.files : file => join("", [
      for row in rows : "${join(",", [
        for cell in row :
        cell == null ? "" : can(regex("[\",\\r\\n]|^\\s|\\s$", cell)) ? "\"${replace(cell, "\"", "\"\"")}\"" : cell
      ])}\n"
    ])
  }

  imported = concat(
    [for id, key in local.keys.operator : { type = "identitycall_operator", key = key, id = id }],
    [for id, key in local.keys.number : { type = "identitycall_virtual_number", key = key, id = id }],
    [
      for id, key in local.keys.number : { type = "identitycall_virtual_number_operators", key = key, id = id }
      if local.orders[id] != ""
    ],
  )
  imports = join("\n", [
    for object in local.imported : <<-BLOCK
      import {
        to = module.phone_lines.${object.type}.this["${object.key}"]
        id = "${object.id}"
      }
    BLOCK
  ])
}
