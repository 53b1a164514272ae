#pragma once

#include <random>
#include <string>
#include <vector>

#include "model/seclang.h"

namespace sig::test {

/// Makes configurations at random that an engine would take. The same seed makes the same.
class SecWriter {
 public:
  explicit SecWriter(std::uint32_t seed) : random_(seed) {}

  SecFile file(size_t directives) {
    SecFile out{"law.conf", {}};
    for (size_t i = 0; i < directives; ++i)
      out.directives.push_back({statement(i + 1), {}, {}});
    return out;
  }

 private:
  size_t pick(size_t below) { return random_() % below; }
  bool flip() { return pick(2) == 0; }
  template <class Rows>
  std::string name_of(Rows rows) {
    return std::string(rows[pick(rows.size())].name);
  }

  /// Bytes of all kinds that a text may hold; a backslash always has a partner.
  std::string text(std::string_view without = {}) {
    constexpr std::string_view plain = "abcXYZ019_-./:;=+()[]{}^$*?|,!@&#~<>\"' \xc3\xa9\xe9";
    std::string out = "t";
    const size_t length = pick(12);
    for (size_t i = 0; i < length; ++i) {
      const char c = plain[pick(plain.size())];
      if (without.find(c) == std::string_view::npos) out += c;
      if (pick(12) == 0) out += flip() ? "\\\\" : "\\d";
    }
    return out + "t";
  }
  std::string word() { return text(" \"'|,;=:/!&.(){}[]<>#@+*?^$~"); }
  SecText macro_text() {
    std::string out = text();
    if (flip()) out += "%{TX." + std::to_string(pick(9)) + "}" + text();
    return seclang_text(out);
  }

  SecVariable variable() {
    SecVariable out;
    out.collection = name_of(seclang_variables());
    const size_t mark = pick(4);
    out.is_exclusion = mark == 0;
    out.is_count = mark == 1;
    if (flip() || find_sec_variable(out.collection)->selector == SecUse::None) return out;
    if (out.collection == "XML") {
      out.selector_kind = SecVariable::Selector::XPath;
      out.selector = flip() ? "/*" : "//@*[" + text() + "]";
    } else if (flip()) {
      out.selector_kind = SecVariable::Selector::Regex;
      out.selector = text("/");
    } else {
      out.selector_kind = SecVariable::Selector::Name;
      out.selector = text("/");
    }
    return out;
  }
  std::vector<SecVariable> variables() {
    std::vector<SecVariable> out(1 + pick(4));
    for (SecVariable& one : out)
      one = variable();
    return out;
  }

  SecOperator test() {
    SecOperator out;
    out.is_negated = flip();
    out.argument = macro_text();
    if (pick(4) == 0) {
      out.is_implied = true;
      return out;
    }
    const auto rows = seclang_operators();
    const SecOperatorRow& row = rows[pick(rows.size())];
    out.name = row.name;
    if (row.operand == SecOperand::Nothing) out.argument = {};
    if (row.operand == SecOperand::Number) out.argument = seclang_text(std::to_string(pick(99)));
    if (row.operand == SecOperand::ByteRanges) out.argument = seclang_text("9,32-126");
    if (row.operand == SecOperand::Addresses) out.argument = seclang_text("192.0.2.0/24");
    return out;
  }

  SecAction make(SecActionKind kind, SecActionValue value = {}) {
    SecAction out;
    out.kind = kind;
    out.value = std::move(value);
    return out;
  }

  SecSetVariable set_variable() {
    using C = SecSetVariable::Change;
    SecSetVariable out;
    out.change = static_cast<C>(pick(5));
    out.collection = flip() ? "tx" : "ip";
    out.name = seclang_text(word() + (flip() ? "_%{rule.id}" : ""));
    if (out.change != C::SetToOne && out.change != C::Remove) out.value = seclang_text(text("=+-"));
    return out;
  }

  SecControl control() {
    const auto rows = seclang_controls();
    const SecCtlRow& row = rows[pick(rows.size())];
    SecControl out;
    out.kind = row.kind;
    constexpr const char* values[] = {"text", "On", "Off", "RelevantOnly", "12", "12-15"};
    out.value = seclang_text(values[static_cast<size_t>(row.value)]);
    if (row.has_target) {
      SecVariable target = variable();
      target.is_exclusion = target.is_count = false;
      if (target.selector_kind != SecVariable::Selector::None) target.selector = word();
      out.targets.push_back(target);
    }
    return out;
  }

  SecAction action() {
    const auto rows = seclang_actions();
    const SecActionRow& row = rows[pick(rows.size())];
    using K = SecActionKind;
    switch (row.kind) {
      case K::Id:
      case K::Chain:
        return make(K::Capture);
      case K::Phase:
      case K::Skip:
        return make(row.kind, std::uint64_t{1 + pick(5)});
      case K::Severity:
        return make(row.kind, std::uint64_t{pick(8)});
      case K::HttpStatus:
        return make(row.kind, std::uint64_t{100 + pick(500)});
      case K::Transformation:
        return make(row.kind, name_of(seclang_transformations()));
      case K::SetVar:
        return make(row.kind, set_variable());
      case K::ExpireVar:
      case K::DeprecateVar:
        return make(row.kind, SecVariableLife{"ip", seclang_text(word()), seclang_text("60")});
      case K::InitCol:
        return make(row.kind, SecStartCollection{"ip", macro_text()});
      case K::SetEnv:
        return make(row.kind, SecEnvironment{false, seclang_text(word()), macro_text()});
      case K::Ctl:
        return make(row.kind, control());
      case K::Allow:
        return make(row.kind, flip() ? SecActionValue{} : seclang_text("phase"));
      default:
        return row.value == SecUse::None ? make(row.kind) : make(row.kind, macro_text());
    }
  }
  void add_actions(std::vector<SecAction>& out) {
    const size_t count = pick(6);
    for (size_t i = 0; i < count; ++i)
      out.push_back(action());
  }

  SecRule rule(size_t id) {
    SecRule out;
    out.variables = variables();
    out.test = test();
    out.actions = {make(SecActionKind::Id, std::uint64_t{id})};
    add_actions(out.actions);
    const size_t chained = pick(4) == 0 ? 1 + pick(3) : 0;
    if (chained > 0) out.actions.push_back(make(SecActionKind::Chain));
    for (size_t i = 0; i < chained; ++i) {
      SecRule one;
      one.variables = variables();
      one.test = test();
      add_actions(one.actions);
      if (i + 1 < chained) one.actions.push_back(make(SecActionKind::Chain));
      out.chained.push_back(std::move(one));
    }
    return out;
  }

  SecSelection selection(SecSelection::By by) {
    SecSelection out{by, {}, {}};
    if (by == SecSelection::By::Id) {
      out.ids = {{7, 7}, {10, 20}};
    } else {
      out.text = text();
    }
    return out;
  }

  SecStatement statement(size_t number) {
    const auto by = static_cast<SecSelection::By>(pick(3));
    switch (pick(12)) {
      case 0:
        return SecMarker{word()};
      case 1:
        return SecDefaultAction{
            {make(SecActionKind::Phase, std::uint64_t{2}), make(SecActionKind::Deny)}};
      case 2:
        return SecRemoval{selection(by)};
      case 3:
        return SecTargetUpdate{selection(by), variables(), {}};
      case 4:
        return SecActionUpdate{number, pick(3), {action()}};
      case 5:
        return SecSetting{"SecComponentSignature", {{text(), true}}};
      case 6:
        return SecSetting{"SecRequestBodyLimit", {{"1000", false}}};
      default:
        return rule(number);
    }
  }

  std::mt19937 random_;
};

}  // namespace sig::test
