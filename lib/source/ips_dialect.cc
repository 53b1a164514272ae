#include <array>

#include "base/text.h"
#include "source/ips_keywords.h"
#include "source/ips_rules.h"

namespace sig::source {
namespace {

struct Votes {
  size_t suricata = 0;
  size_t snort2 = 0;
  size_t snort3 = 0;
};

bool has_address_part(const IpsSyntax& syntax) {
  return syntax.has_addresses && !syntax.direction.text.empty();
}

/// A content with modifiers behind commas: content:"x",nocase.
bool is_snort3_content(const IpsOption& option) {
  return option.name.text == "content" && option.is_unclosed &&
         option.raw.text.find("\",") != std::string_view::npos;
}

void vote_for(const IpsOption& option, Votes& votes) {
  const std::string_view name = option.name.text;
  if (is_snort3_content(option)) {
    votes.snort3 += 4;
    return;
  }
  if (name == "service" || name == "bufferlen" || name == "rem") votes.snort3 += 2;
  if (name.find('.') != std::string_view::npos &&
      (sticky_buffer(name) || ips::is_of_suricata8(name))) {
    votes.suricata += 2;
  }
  const ips::Keyword* keyword = ips::find_keyword(name, IpsDialect::Suricata);
  if (keyword != nullptr && keyword->engines == ips::of_suricata) votes.suricata += 1;
  if (keyword != nullptr && keyword->engines == ips::of_snort2) votes.snort2 += 1;
  if (name == "metadata" && option.value.text.find("ruleset community") != std::string_view::npos) {
    votes.snort2 += 1;
  }
}

}  // namespace

IpsDialect guess_ips_dialect(std::string_view text) {
  constexpr size_t enough = 400;
  Votes votes;
  IpsRuleCutter cutter(text, 0, IpsDialect::Suricata);
  IpsRuleText rule;
  for (size_t rules = 0; rules < enough && cutter.next(rule); ++rules) {
    IpsSyntax syntax;
    cut_ips_rule(rule.text, IpsDialect::Suricata, syntax);
    if (!is_ips_action(syntax.action.text)) continue;
    if (syntax.has_body && !has_address_part(syntax)) votes.snort3 += 2;
    for (const IpsOption& option : syntax.options)
      vote_for(option, votes);
  }
  if (votes.snort3 > votes.suricata && votes.snort3 >= votes.snort2) return IpsDialect::Snort3;
  return votes.snort2 > votes.suricata ? IpsDialect::Snort2 : IpsDialect::Suricata;
}

}  // namespace sig::source
