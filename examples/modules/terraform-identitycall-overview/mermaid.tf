# GitHub and GitLab draw at most 500 edges and 50,000 characters, and nobody reads that much: a chart has at most 40
# numbers, with at most 5 operators each.

locals {
  chart_numbers   = 40
  chart_operators = 5

  # Without the directive, a line that is longer than a short name is wrapped.
  head = ["%%%{init: {\"flowchart\": {\"wrappingWidth\": 500}}}%%", "flowchart LR"]
  class_definitions = [
    "  classDef unanswered fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-width:2px",
    "  classDef inactive stroke-dasharray:5",
    "",
  ]

  drawn_operators = {
    for number in local.numbers : number.id => slice(
      number.operators, 0, min(length(number.operators), local.chart_operators)
    )
  }
  undrawn = {
    for number in local.numbers : number.id => number.operators_count - length(local.drawn_operators[number.id])
  }

  # Numbers with the same routing share a node, or nobody could follow the edges. The list does not tell whether two
  # numbers with more operators than it names have the same ones.
  routing = {
    for number in local.numbers : number.id => jsonencode([
      number.unanswered, number.active, number.routing_strategy, number.ai_receptionist, number.operators[*].id,
      number.operators_count > length(number.operators) ? number.id : null,
    ])
  }

  edges = {
    for number in local.numbers : number.id => concat(
      [
        for index, operator in local.drawn_operators[number.id] :
        "  n${number.id} -->${number.operators_count > 1 ? "|${index + 1}|" : ""} o${operator.id}"
      ],
      local.undrawn[number.id] > 0 ? ["  n${number.id} -.-> m${number.id}([\"${local.undrawn[number.id]} more\"])"] : [],
      number.ai_receptionist ? ["  n${number.id} -.-> ai([\"AI receptionist\"])"] : [],
    )
  }

  operator_lines = {
    for id, operators in { for operator in flatten(values(local.drawn_operators)) : operator.id => operator... } :
    id => format("  o%s(\"%s%s%s\")%s",
      id,
      local.mermaid[operators[0].name],
      try(local.ids[id], ""),
      operators[0].active ? "" : "<br/>inactive",
      operators[0].active ? "" : ":::inactive",
    )
  }

  by_country = {
    for number in local.numbers : number.country_code == "" ? "no country" : number.country_code => number...
  }

  # A large country has several parts. With leading zeros, their titles sort in their order.
  parts = merge([
    for country, numbers in local.by_country : {
      for index, part in chunklist(numbers, local.chart_numbers) :
      length(numbers) > local.chart_numbers ? format("%s, part %02d", country, index + 1) : country => part
    }
  ]...)

  # For each chart, the numbers by their routing. An attribute of its own keeps the first appearance as the order.
  drawn = {
    for title, numbers in merge(local.parts, { "" = try(chunklist(local.numbers, local.chart_numbers)[0], []) }) :
    title => {
      order  = distinct([for number in numbers : local.routing[number.id]])
      groups = { for number in numbers : local.routing[number.id] => number... }
    }
  }

  charts = {
    for title, chart in local.drawn : title => join("\n", concat(
      local.head,
      flatten([
        for routing in chart.order : [
          format("  n%s[\"%s\"]%s",
            chart.groups[routing][0].id,
            join("<br/>", compact(concat(
              [for number in chart.groups[routing] : trimspace("${number.phone_number} ${local.mermaid[number.name]}")],
              [
                chart.groups[routing][0].routing_strategy == "priority" ? null : chart.groups[routing][0].routing_strategy,
                chart.groups[routing][0].unanswered ? "nobody answers" : chart.groups[routing][0].active ? null : "inactive",
              ],
            ))),
            chart.groups[routing][0].unanswered ? ":::unanswered" : chart.groups[routing][0].active ? "" : ":::inactive",
          ),
          local.edges[chart.groups[routing][0].id],
        ]
      ]),
      [
        for id in distinct(flatten([for routing in chart.order : local.drawn_operators[chart.groups[routing][0].id][*].id])) :
        local.operator_lines[id]
      ],
      local.class_definitions,
    ))
  }

  # Instead of one chart of everything, for an account that is too large for it.
  country_chart = join("\n", concat(
    local.head,
    ["  account([\"${length(local.numbers)} numbers\"])"],
    [
      for index, country in keys(local.by_country) : format("  account --> c%d[\"%s\"]%s",
        index,
        join("<br/>", compact([
          try(local.mermaid[country], country),
          "${length(local.by_country[country])} numbers",
          local.unanswered_by_country[country] > 0 ? "${local.unanswered_by_country[country]} unanswered" : null,
        ])),
        local.unanswered_by_country[country] > 0 ? ":::unanswered" : "",
      )
    ],
    local.class_definitions,
  ))
  unanswered_by_country = {
    for country, numbers in local.by_country : country => length([for number in numbers : number if number.unanswered])
  }
}
