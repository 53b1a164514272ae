#include "source/native_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/classtype.h"
#include "model/names.h"
#include "model/signature_json.h"
#include "source/ips_rules.h"
#include "source/source.h"

namespace sig::source {
namespace {

bool is_name_byte(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// Adds what `$NAME`s in the text stand for, and what is named in that.
void collect_variables(std::string_view text,
                       const IpsVariables& known,
                       std::map<std::string, std::string>& out) {
  for (size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    size_t end = at + 1;
    while (end < text.size() && is_name_byte(text[end]))
      ++end;
    const std::string name(text.substr(at + 1, end - at - 1));
    if (name.empty() || out.count(name) != 0) continue;
    for (const auto* map : {&known.addresses, &known.ports}) {
      const auto found = map->find(name);
      if (found == map->end()) continue;
      out.emplace(name, found->second);
      collect_variables(found->second, known, out);
    }
  }
}

std::string metadata_of(const IpsRule& rule, std::string_view key) {
  for (const auto& [name, value] : rule.metadata) {
    if (name == key) return to_lower_ascii(value);
  }
  return {};
}

Severity severity_of(const IpsRule& rule) {
  const std::string said = metadata_of(rule, "signature_severity");
  if (said == "critical") return Severity::Critical;
  if (said == "major") return Severity::High;
  if (said == "minor") return Severity::Low;
  if (said == "informational") return Severity::Info;
  const int priority = rule.priority != 0 ? rule.priority : classtype(rule.classtype).priority;
  if (priority <= 1) return Severity::High;
  if (priority == 2) return Severity::Medium;
  return priority == 3 ? Severity::Low : Severity::Info;
}

Signature to_signature(IpsRule rule, const IpsVariables& variables, const Sources& sources) {
  const SourceText& text = sources.at(rule.span.source);
  Signature out;
  out.id = native_id(rule.gid, rule.sid);
  out.rev = rule.rev;
  out.title = visible(rule.msg);
  out.category = classtype(rule.classtype).category;
  out.severity = severity_of(rule);
  out.confidence =
      parse_name<Confidence>(metadata_of(rule, "confidence")).value_or(Confidence::Low);
  out.owner = text.name();
  for (const auto& [kind, id] : rule.references)
    out.references.push_back(visible(kind + ":" + id));
  out.on = Surface::Flow;
  out.action = is_blocking(rule.action) ? Action::Block : Action::Alert;
  NativeRule native;
  native.dialect = rule.dialect;
  native.text = rule.text;
  collect_variables(
      std::string_view(rule.text).substr(0, rule.text.find('(')), variables, native.variables);
  out.native = std::move(native);
  out.origin = {text.name(), text.place_of(rule.span.start).line};
  out.id_span = out.rev_span = rule.span;
  out.native->typed = std::make_shared<const IpsRule>(std::move(rule));
  out.digest = meaning_digest(out);
  return out;
}

}  // namespace

std::vector<Signature> read_rule_file(std::uint32_t source,
                                      const Variables& variables,
                                      Diagnostics& diagnostics) {
  const std::string name = diagnostics.sources().at(source).name();
  std::string bytes(diagnostics.sources().at(source).bytes());
  IpsVariables known = IpsVariables::stock();
  known.override_with(variables);
  const IpsDialect dialect = guess_ips_dialect(bytes);
  std::vector<Signature> out;
  for (IpsRule& rule : read_ips_rules(name, std::move(bytes), dialect, known, diagnostics)) {
    if (rule.is_disabled) continue;
    out.push_back(to_signature(std::move(rule), known, diagnostics.sources()));
  }
  return out;
}

Result<std::vector<IpsRule>> typed_rules(const std::vector<Signature>& signatures) {
  // Rules with the same variables are read together: there are few such groups.
  std::map<std::pair<IpsDialect, std::map<std::string, std::string>>, std::vector<const Signature*>>
      groups;
  std::vector<IpsRule> out;
  for (const Signature& signature : signatures) {
    if (!signature.native) continue;
    if (signature.native->typed != nullptr) {
      out.push_back(*signature.native->typed);
      continue;
    }
    groups[{signature.native->dialect, signature.native->variables}].push_back(&signature);
  }
  for (const auto& [key, members] : groups) {
    IpsVariables variables = IpsVariables::stock();
    for (const auto& [name, value] : key.second) {
      auto& map = variables.ports.count(name) != 0 ? variables.ports : variables.addresses;
      map[name] = value;
    }
    std::string text;
    for (const Signature* signature : members)
      text += signature->native->text + "\n";
    Diagnostics diagnostics;
    std::vector<IpsRule> rules =
        read_ips_rules("native rules", std::move(text), key.first, variables, diagnostics);
    if (diagnostics.has_errors()) {
      return input_error("a native rule that was read cannot be read again: " +
                         diagnostics.sorted().front().message);
    }
    std::move(rules.begin(), rules.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace sig::source
