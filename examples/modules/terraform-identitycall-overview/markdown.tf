locals {
  columns = concat(
    ["Number", "Name", "Country", "State", "Answered by"],
    var.details ? ["Recording", "Strategy", "Missed calls"] : [],
    var.managed_ids == null ? [] : ["Managed"],
  )

  answered_by = {
    for number in local.numbers : number.id => concat(
      [
        for index, operator in number.operators : join("", [
          number.operators_count > 1 ? "${index + 1}. " : "",
          local.markdown[operator.name],
          try(local.ids[operator.id], ""),
          operator.active ? "" : " (inactive)",
        ])
      ],
      number.operators_count > length(number.operators) ? ["${number.operators_count - length(number.operators)} more"] : [],
      number.ai_receptionist ? ["AI receptionist"] : [],
    )
  }

  rows = [
    for number in local.numbers : concat(
      [
        number.phone_number,
        local.markdown[number.name],
        local.markdown[number.country_code],
        number.unanswered ? "**nobody answers**" : number.active ? "active" : "inactive",
        join(", ", local.answered_by[number.id]),
      ],
      var.details ? [
        number.recording ? "on" : "off",
        number.routing_strategy,
        "${number.stats.missed_calls} of ${number.stats.total_calls}",
      ] : [],
      var.managed_ids == null ? [] : [number.managed ? "yes" : "**no**"],
    )
  ]

  report = join("\n", concat(
    [
      "### Virtual numbers",
      "",
      join(", ", concat(
        [
          "${length(local.numbers)} numbers: ${length([for number in local.numbers : number if number.active])} active",
          "${length(local.unanswered)} that nobody answers",
        ],
        var.managed_ids == null ? [] : ["${length(local.unmanaged)} that no configuration manages"],
      )),
      "",
      "| ${join(" | ", local.columns)} |",
      "|${join("|", [for column in local.columns : " --- "])}|",
    ],
    [for row in local.rows : "| ${join(" | ", row)} |"],
    [""],
  ))
}
