#include "pipeline/explain.h"

#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "model/names.h"

namespace sig::cli {
namespace {

std::string_view word(match::Truth truth) {
  return truth == match::Truth::Yes ? "yes" : truth == match::Truth::No ? "no" : "undecided";
}

std::string mark(match::Truth truth, const Terminal& terminal) {
  return truth == match::Truth::Yes  ? terminal.green("yes")
         : truth == match::Truth::No ? terminal.red("no ")
                                     : terminal.yellow("undecided");
}

std::string_view kind_word(Condition::Kind kind) {
  switch (kind) {
    case Condition::Kind::Any:
      return "any";
    case Condition::Kind::None:
      return "none";
    case Condition::Kind::All:
      return "all";
    default:
      return "test";
  }
}

std::string decodes(const std::vector<Decode>& chain) {
  std::string out;
  for (const Decode decode : chain)
    out += fmt::format(" | {}", to_string(decode));
  return out;
}

/// The value with what matched between > and <.
std::string shown_value(const match::TestTrace& test) {
  if (test.values_seen == 0) return "the event has no such value";
  const std::string_view value = test.value;
  if (test.truth != match::Truth::Yes || test.match_length == 0)
    return "looked at " + quote(value, 160);
  const size_t from = test.match_start > 60 ? test.match_start - 60 : 0;
  const std::string_view before = value.substr(from, test.match_start - from);
  const std::string_view after =
      value.substr(std::min(value.size(), test.match_start + test.match_length)).substr(0, 60);
  const auto inner = [](std::string_view part) {
    const std::string quoted = quote(part, 200);
    return quoted.substr(1, quoted.size() - 2);
  };
  return fmt::format("matched at byte {}: {}>{}<{}",
                     test.match_start,
                     inner(before),
                     inner(value.substr(test.match_start, test.match_length)),
                     inner(after));
}

std::string tree(const match::ConditionTrace& node, const Terminal& terminal, size_t depth) {
  const std::string indent(2 * depth + 2, ' ');
  if (node.test) {
    const match::TestTrace& test = *node.test;
    std::string field = test.field;
    if (!test.name.empty()) field += fmt::format(" ({})", quote(test.name, 40));
    return fmt::format("{}{}  {}{} {} {}\n{}     {}\n",
                       indent,
                       mark(node.truth, terminal),
                       field,
                       decodes(test.decode),
                       to_string(test.op),
                       quote(test.expected, 120),
                       indent,
                       shown_value(test));
  }
  std::string out =
      fmt::format("{}{}  {} of\n", indent, mark(node.truth, terminal), kind_word(node.kind));
  for (const match::ConditionTrace& child : node.children)
    out += tree(child, terminal, depth + 1);
  return out;
}

Json tree_json(const match::ConditionTrace& node) {
  Json out = {{"kind", kind_word(node.kind)}, {"truth", word(node.truth)}};
  if (node.test) {
    const match::TestTrace& test = *node.test;
    Json chain = Json::array();
    for (const Decode decode : test.decode)
      chain.push_back(to_string(decode));
    out["field"] = test.field;
    if (!test.name.empty()) out["name"] = test.name;
    out["decode"] = std::move(chain);
    out["operator"] = to_string(test.op);
    out["expected"] = test.expected;
    out["values_seen"] = test.values_seen;
    out["value"] = test.value;
    out["match_start"] = test.match_start;
    out["match_length"] = test.match_length;
    return out;
  }
  Json children = Json::array();
  for (const match::ConditionTrace& child : node.children)
    children.push_back(tree_json(child));
  out["children"] = std::move(children);
  return out;
}

}  // namespace

int run_explain(const ExplainOptions& options, const Terminal& terminal) {
  pipeline::ExplainRequest request{.folder = options.project,
                                   .sources = options.sources,
                                   .signature = options.signature,
                                   .sample = options.sample};
  if (options.sample == "-") {
    request.sample_bytes.assign(std::istreambuf_iterator<char>(std::cin), {});
  }
  Diagnostics diagnostics;
  auto explanation = pipeline::explain(request, diagnostics);
  if (!explanation) {
    if (diagnostics.has_errors()) terminal.note(diagnostics.as_text());
    return terminal.fail(explanation.error());
  }
  const bool fired = explanation->events_fired > 0;
  Json events = Json::array();
  for (const pipeline::Explained& event : explanation->events) {
    terminal.text(fmt::format("{} on record {}{}: {}\n{}",
                              terminal.bold(explanation->signature.id),
                              event.record,
                              event.transaction > 0 ? fmt::format(".{}", event.transaction) : "",
                              event.trace.truth == match::Truth::Yes ? "fires" : "does not fire",
                              tree(event.trace, terminal, 0)));
    events.push_back({{"record", event.record},
                      {"transaction", event.transaction},
                      {"trace", tree_json(event.trace)}});
  }
  if (explanation->signature.rate) {
    terminal.text(fmt::format("a rate applies: it fires on hit {} within {} by one {}\n",
                              explanation->signature.rate->count,
                              to_text(explanation->signature.rate->within),
                              to_string(explanation->signature.rate->by)));
  }
  terminal.document(fired,
                    {{"signature", explanation->signature.id},
                     {"rev", explanation->signature.rev},
                     {"events_fired", explanation->events_fired},
                     {"events", std::move(events)}});
  return fired ? exit_yes : exit_no;
}

}  // namespace sig::cli
