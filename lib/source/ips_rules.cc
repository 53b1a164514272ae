#include "source/ips_rules.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "source/ips_header.h"
#include "source/ips_keywords.h"
#include "source/ips_requires.h"
#include "source/ips_review.h"

namespace sig::source {
namespace {

/// Reads the rules of one file, one after the other.
class FileReader {
 public:
  FileReader(IpsDialect dialect, const IpsVariables& variables, Diagnostics& diagnostics)
      : dialect_(dialect), header_(variables), findings_(diagnostics) {}

  std::vector<IpsRule> read(std::string_view bytes, std::uint32_t source) {
    IpsRuleCutter cutter(bytes, source, dialect_);
    IpsRuleText text;
    while (cutter.next(text)) {
      findings_.start(text);
      IpsRule rule;
      if (read_rule(text, rule)) keep(std::move(rule));
    }
    std::erase_if(rules_, [](const IpsRule& rule) { return rule.sid == 0; });
    return std::move(rules_);
  }

 private:
  static IpsWord whole(const IpsRuleText& text) { return {text.text, 0}; }

  bool check_text(const IpsRuleText& text) {
    const size_t nul = text.text.find('\0');
    if (nul != std::string::npos) {
      findings_.error(code::rule_nul_byte,
                      {std::string_view(text.text).substr(nul, 1), nul},
                      "a NUL byte in the rule ends it for the engine");
      return false;
    }
    const bool too_long = text.text.size() > most_ips_rule_bytes;
    if (too_long &&
        (dialect_ == IpsDialect::Suricata || text.text.size() > 8 * most_ips_rule_bytes)) {
      findings_.error(code::rule_too_long,
                      {std::string_view(text.text).substr(0, 1), 0},
                      "the rule has " + counted(text.text.size(), "byte"),
                      "at most " + std::to_string(most_ips_rule_bytes) + " are read");
      return false;
    }
    return true;
  }

  bool check_syntax(const IpsRuleText& text, const IpsSyntax& syntax) {
    if (!is_ips_action(syntax.action.text) && !syntax.has_body) {
      findings_.error(code::rule_syntax,
                      syntax.action.text.empty() ? whole(text) : syntax.action,
                      "the line is no rule",
                      {},
                      "a rule is written as: alert tcp any any -> any any (msg:\"...\"; sid:1;)");
      return false;
    }
    if (!syntax.has_body) {
      findings_.error(
          code::rule_syntax, syntax.action, "the rule has no options", {}, "put them in ( )");
      return false;
    }
    if (syntax.options.size() > most_ips_rule_options) {
      findings_.error(
          code::too_many_options,
          syntax.options.back().name,
          "the rule has more than " + std::to_string(most_ips_rule_options) + " options");
      return false;
    }
    return true;
  }

  void check_end(const IpsRuleText& text, const IpsSyntax& syntax) {
    const std::string_view all = text.text;
    if (syntax.unterminated != std::string_view::npos) {
      const IpsWord rest = trim_word(all.substr(syntax.unterminated), syntax.unterminated);
      findings_.error(code::rule_syntax, rest, "the last option has no ; at its end");
    } else if (!syntax.is_closed && dialect_ != IpsDialect::Suricata) {
      findings_.error(code::rule_syntax,
                      {all.substr(syntax.body - 1, 1), syntax.body - 1},
                      "the ( of the options is not closed");
    } else if (!syntax.is_closed) {
      findings_.warning(code::rule_syntax,
                        {all.substr(syntax.body - 1, 1), syntax.body - 1},
                        "the ( of the options is not closed");
    }
  }

  /// False when there is nothing to keep.
  bool read_rule(const IpsRuleText& text, IpsRule& rule) {
    if (!check_text(text)) return false;
    IpsSyntax syntax;
    cut_ips_rule(text.text, dialect_, syntax);
    if (!check_syntax(text, syntax)) return false;
    start_rule(text, rule);
    IpsDraft draft(rule, findings_);
    const bool is_wanted = dialect_ != IpsDialect::Suricata || read_requirements(syntax, draft);
    if (is_wanted) header_.read(syntax, rule, findings_);
    for (const IpsOption& option : syntax.options) {
      if (is_wanted || is_meta(option.name.text)) ips::read_option(draft, option);
      if (option.is_unclosed && !text.is_comment && findings_.errors() > 0) return false;
    }
    if (findings_.errors() == 0) draft.finish();
    check_end(text, syntax);
    review_ips_rule(syntax, draft);
    if (text.is_comment) return keep_comment(rule);
    if (text.is_indented && dialect_ == IpsDialect::Suricata) {
      rule.is_disabled = true;
      findings_.warning(code::indented_rule,
                        syntax.action,
                        "Suricata passes over a line that starts with a blank",
                        {},
                        "remove the blank, or put # in front of a rule that is switched off");
    }
    return findings_.errors() == 0;
  }

  static bool is_meta(std::string_view name) {
    return name == "msg" || name == "sid" || name == "gid" || name == "rev" ||
           name == "classtype" || name == "metadata" || name == "reference";
  }

  void start_rule(const IpsRuleText& text, IpsRule& rule) const {
    rule.dialect = dialect_;
    rule.text = text.text;
    while (!rule.text.empty() && is_ips_blank(rule.text.back()))
      rule.text.pop_back();
    rule.span = text.whole();
    rule.is_disabled = text.is_comment;
  }

  /// A rule in a comment is listed when it has a sid, whatever else is wrong with it.
  bool keep_comment(IpsRule& rule) const {
    if (findings_.errors() > 0)
      rule.unsupported.push_back({"", findings_.first_error(), rule.span});
    return rule.sid != 0;
  }

  void keep(IpsRule rule) {
    if (rule.is_disabled) {
      rules_.push_back(std::move(rule));
      return;
    }
    const std::uint64_t key = (std::uint64_t{rule.gid} << 32U) | rule.sid;
    const auto [there, is_new] = by_id_.emplace(key, rules_.size());
    if (is_new) {
      rules_.push_back(std::move(rule));
      return;
    }
    IpsRule& first = rules_[there->second];
    report_duplicate(rule, first);
    if (rule.rev <= first.rev) return;
    first.sid = 0;  // taken out at the end
    there->second = rules_.size();
    rules_.push_back(std::move(rule));
  }

  void report_duplicate(const IpsRule& rule, const IpsRule& first) {
    const size_t at = rule.text.find("sid:");
    const size_t start = at == std::string::npos ? 0 : at;
    const size_t end = std::min(rule.text.find(';', start), rule.text.size());
    const IpsWord word{std::string_view(rule.text).substr(start, end - start), start};
    if (rule.rev > first.rev) {
      findings_.warning(code::replaced_by_revision,
                        word,
                        "rev " + std::to_string(rule.rev) + " of sid " + std::to_string(rule.sid) +
                            " takes the place of rev " + std::to_string(first.rev) +
                            " which stands before it");
      return;
    }
    findings_.error(code::duplicate_sid,
                    word,
                    "sid " + std::to_string(rule.sid) + " is taken by an earlier rule",
                    "same gid, and no higher rev");
  }

  IpsDialect dialect_;
  IpsHeaderReader header_;
  IpsFindings findings_;
  std::vector<IpsRule> rules_;
  std::unordered_map<std::uint64_t, size_t> by_id_;
};

}  // namespace

std::vector<IpsRule> read_ips_rules(std::string name,
                                    std::string bytes,
                                    IpsDialect dialect,
                                    const IpsVariables& variables,
                                    Diagnostics& diagnostics) {
  const bool too_large = bytes.size() > most_ips_file_bytes;
  const std::uint32_t source =
      diagnostics.sources().add(std::move(name), too_large ? std::string() : std::move(bytes));
  if (too_large) {
    diagnostics.error(
        code::too_large,
        {source, 0, 0},
        "the file is larger than " + std::to_string(most_ips_file_bytes >> 20U) + " MiB");
    return {};
  }
  const std::string_view text = diagnostics.sources().at(source).bytes();
  return FileReader(dialect, variables, diagnostics).read(text, source);
}

}  // namespace sig::source
