#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/codes.h"
#include "source/condition_reader.h"

namespace sig::source {
namespace {

std::string names_of_surfaces(const FieldRow& row) {
  std::vector<std::string_view> names;
  for (const Surface surface : row.surfaces)
    names.push_back(to_string(surface));
  return join_or(names);
}

/// The field that a misspelt one was probably meant to be; a NAME behind the last dot is kept.
std::string near_field(std::string_view text, const Findings& findings) {
  if (!findings.wants_suggestions()) return {};
  const std::vector<std::string_view> names = field_names();
  if (const auto near = closest_match(text, names); near && !near->ends_with('.')) {
    return fmt::format("did you mean {}?", quote(*near));
  }
  const size_t first = text.find('.');
  const size_t dot = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (dot == std::string_view::npos || dot + 1 == text.size()) {
    return "the fields are listed in schemas/signature.md";
  }
  const auto near = closest_match(text.substr(0, dot + 1), names);
  if (near && near->ends_with('.')) {
    return fmt::format("did you mean {}?",
                       quote(std::string(*near) + std::string(text.substr(dot + 1))));
  }
  return "the fields are listed in schemas/signature.md";
}

std::vector<Decode> read_decodes(const YamlNode& node, Findings& findings) {
  std::vector<Decode> out;
  const std::vector<YamlNode>* items =
      read_list(node, "decode", {.least = 1, .most = 16}, findings);
  if (items == nullptr) return out;
  for (const YamlNode& item : *items) {
    const auto index = read_name(item, "decode", names_of<Decode>(), findings);
    if (index) out.push_back(static_cast<Decode>(*index));
  }
  return out;
}

/// The one operator of the test; findings for none and for a second one.
const YamlNode* find_operator(ObjectReader& reader, Operator& op, Findings& findings) {
  const YamlNode* found = nullptr;
  const auto names = names_of<Operator>();
  for (const YamlNode& child : reader.node().children) {
    const auto named = parse_name<Operator>(child.key);
    if (!named) continue;
    reader.optional(child.key);
    if (found != nullptr) {
      findings.error(
          code::two_operators,
          child.key_span,
          fmt::format("a second operator {} beside {}", quote(child.key), quote(found->key)),
          {},
          "write one test for each, in a list below all or any");
      continue;
    }
    found = &child;
    op = *named;
  }
  if (found != nullptr) return found;
  for (const YamlNode& child : reader.node().children) {
    const bool is_known =
        child.key == "field" || child.key == "decode" || child.key == "ignore_case";
    // A misspelt operator is reported as an unknown key.
    if (!is_known && !suggestion(child.key, names, findings).empty()) return nullptr;
  }
  findings.error(code::no_operator,
                 reader.node().span,
                 "the test has no operator",
                 "expected one of " + join_or(names));
  return nullptr;
}

void check_options(ObjectReader& reader, const Test& test, Findings& findings) {
  const FieldType type = field_row(test.field.id).type;
  const bool is_text_test = type == FieldType::Text && test.op != Operator::Exists;
  for (const std::string_view option : {"decode", "ignore_case"}) {
    const YamlNode* value = reader.node().find(option);
    if (value == nullptr || is_text_test) continue;
    findings.error(
        code::option_not_for_test,
        value->key_span,
        test.op == Operator::Exists
            ? fmt::format("{} has no effect on exists, which does not look at the value", option)
            : fmt::format(
                  "{} has no effect on {}, which is no text", option, to_string(test.field)),
        {},
        "remove it");
  }
}

}  // namespace

std::optional<FieldRef> read_field(const YamlNode& node,
                                   std::string_view what,
                                   std::optional<Surface> surface,
                                   Findings& findings) {
  const auto text = read_text(node, what, {}, findings);
  if (!text) return std::nullopt;
  const auto field = parse_field(*text);
  if (!field) {
    const std::vector<std::string_view> names = field_names();
    const bool lacks_name = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
      return name.ends_with('.') && (*text == name || *text + "." == name);
    });
    if (lacks_name) {
      findings.error(code::field_without_name,
                     node.span,
                     fmt::format("the field {} needs a name", quote(*text)),
                     {},
                     fmt::format("write {}{}NAME", *text, text->ends_with('.') ? "" : "."));
    } else {
      findings.error(code::unknown_field,
                     node.span,
                     fmt::format("unknown field {}", quote(*text)),
                     {},
                     near_field(*text, findings));
    }
    return std::nullopt;
  }
  const FieldRow& row = field_row(field->id);
  const auto& on = row.surfaces;
  if (surface && std::find(on.begin(), on.end(), *surface) == on.end()) {
    findings.error(code::field_not_on_surface,
                   node.span,
                   fmt::format("{} has no field {}", to_string(*surface), quote(*text)),
                   {},
                   fmt::format("it is there on {}", names_of_surfaces(row)));
    return std::nullopt;
  }
  return field;
}

std::optional<Test> read_test(const YamlNode& node,
                              std::optional<Surface> surface,
                              const Variables& variables,
                              Findings& findings) {
  const size_t errors_before = findings.errors();
  ObjectReader reader(node, "the test", findings);
  Test test;
  const YamlNode* field = reader.required("field");
  const auto field_ref =
      field == nullptr ? std::nullopt : read_field(*field, "field", surface, findings);
  if (const YamlNode* decode = reader.optional("decode")) {
    test.decode = read_decodes(*decode, findings);
  }
  if (const YamlNode* ignore_case = reader.optional("ignore_case")) {
    test.ignore_case = read_boolean(*ignore_case, "ignore_case", findings).value_or(false);
  }
  const YamlNode* operand = find_operator(reader, test.op, findings);
  const auto names = names_of<Operator>();
  reader.finish({names.begin(), names.end()});
  if (!field_ref || operand == nullptr || operand->kind == YamlNode::Kind::Null)
    return std::nullopt;
  test.field = *field_ref;
  test.span = operand->span;
  const FieldType type = field_row(test.field.id).type;
  if (!is_usable(test.op, type)) {
    constexpr std::array<std::string_view, 3> kinds{"text", "a number", "an address"};
    std::vector<std::string_view> usable;
    for (const std::string_view name : names) {
      if (is_usable(*parse_name<Operator>(name), type)) usable.push_back(name);
    }
    findings.error(code::operator_not_for_field,
                   operand->key_span,
                   fmt::format("{} cannot test {}, which is {}",
                               operand->key,
                               to_string(test.field),
                               kinds[static_cast<size_t>(type)]),
                   {},
                   "use " + join_or(usable));
    return std::nullopt;
  }
  check_options(reader, test, findings);
  read_operand(*operand, variables, test, findings);
  return findings.errors() == errors_before ? std::optional(std::move(test)) : std::nullopt;
}

}  // namespace sig::source
