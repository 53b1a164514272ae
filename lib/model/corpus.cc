#include "model/corpus.h"

#include "base/text.h"

namespace sig {

std::string_view to_string(Label label) {
  return label == Label::Benign ? "benign" : label == Label::Attack ? "attack" : "unknown";
}

std::optional<Label> parse_label(std::string_view text) {
  for (const Label label : {Label::Benign, Label::Attack, Label::Unknown}) {
    if (to_string(label) == text) return label;
  }
  return std::nullopt;
}

std::string to_string(const ClientRule& rule) {
  switch (rule.kind) {
    case ClientRule::Kind::SourceIp:
      return "source-ip";
    case ClientRule::Kind::Header:
      return "header:" + rule.name;
    case ClientRule::Kind::Cookie:
      return "cookie:" + rule.name;
    default:
      return "record";
  }
}

std::optional<ClientRule> parse_client_rule(std::string_view text) {
  using Kind = ClientRule::Kind;
  if (text == "source-ip") return ClientRule{Kind::SourceIp, ""};
  if (text == "record") return ClientRule{Kind::Record, ""};
  if (text.starts_with("header:") && text.size() > 7) {
    return ClientRule{Kind::Header, to_lower_ascii(text.substr(7))};
  }
  if (text.starts_with("cookie:") && text.size() > 7) {
    return ClientRule{Kind::Cookie, std::string(text.substr(7))};
  }
  return std::nullopt;
}

}  // namespace sig
