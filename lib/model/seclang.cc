#include "model/seclang.h"

namespace sig {
namespace {

/// The macro that starts at the '%' at `at`; length 0 when there is none.
SecMacro macro_at(std::string_view text, size_t at) {
  SecMacro out;
  if (text.substr(at, 2) != "%{") return out;
  const size_t end = text.find('}', at);
  if (end == std::string_view::npos) return out;
  const std::string_view inside = text.substr(at + 2, end - at - 2);
  // v2 and v3 write %{tx.name}; v3 also takes %{tx:name}.
  const size_t dot = inside.find_first_of(".:");
  out.collection = inside.substr(0, dot);
  if (dot != std::string_view::npos) out.selector = inside.substr(dot + 1);
  out.at = static_cast<std::uint32_t>(at);
  out.length = static_cast<std::uint32_t>(end + 1 - at);
  return out;
}

void collect(const SecFile& file, std::vector<const SecDirective*>& out) {
  for (const SecDirective& directive : file.directives) {
    const auto* include = std::get_if<SecInclude>(&directive.what);
    if (include == nullptr) {
      out.push_back(&directive);
      continue;
    }
    for (const SecFile& inner : include->files)
      collect(inner, out);
  }
}

}  // namespace

SecText seclang_text(std::string text) {
  SecText out;
  // Behind the last '}' no macro can end: without this, many "%{" would each look to the end.
  const size_t last_end = text.rfind('}');
  for (size_t at = text.find('%');
       at != std::string::npos && last_end != std::string::npos && at < last_end;) {
    SecMacro macro = macro_at(text, at);
    const size_t next = at + (macro.length > 0 ? macro.length : 1);
    if (macro.length > 0) out.macros.push_back(std::move(macro));
    at = text.find('%', next);
  }
  out.text = std::move(text);
  return out;
}

const SecAction* SecRule::find(SecActionKind kind) const {
  for (const SecAction& action : actions) {
    if (action.kind == kind) return &action;
  }
  return nullptr;
}

std::uint64_t SecRule::id() const {
  const SecAction* action = find(SecActionKind::Id);
  const auto* number = action == nullptr ? nullptr : std::get_if<std::uint64_t>(&action->value);
  return number == nullptr ? 0 : *number;
}

std::optional<int> SecRule::phase() const {
  const SecAction* action = find(SecActionKind::Phase);
  const auto* number = action == nullptr ? nullptr : std::get_if<std::uint64_t>(&action->value);
  if (number == nullptr) return std::nullopt;
  return static_cast<int>(*number);
}

std::vector<std::string> SecRule::transformations() const {
  std::vector<std::string> out;
  for (const SecAction& action : actions) {
    if (action.kind != SecActionKind::Transformation) continue;
    if (const auto* name = std::get_if<std::string>(&action.value)) out.push_back(*name);
  }
  return out;
}

bool SecInclude::operator==(const SecInclude& other) const {
  return pattern == other.pattern && is_optional == other.is_optional && files == other.files;
}

std::vector<const SecDirective*> in_order(const SecConfiguration& configuration) {
  std::vector<const SecDirective*> out;
  for (const SecFile& file : configuration.files)
    collect(file, out);
  return out;
}

}  // namespace sig
