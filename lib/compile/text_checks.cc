#include "compile/text_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/regex_text.h"

namespace sig::compile {
namespace {

using Checks = std::vector<Check>;
constexpr size_t longest_content = 255;  // of Suricata 7

bool has_capitals(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class Writer {
 public:
  Writer(const Test& test, bool is_negated, const Place& place, const Dialect& dialect)
      : test_(test), is_negated_(is_negated), place_(place), dialect_(dialect) {
    ignore_case_ = test.ignore_case || place.is_lower_case;
    wish_.any_blank = place.any_blank;
  }

  Found<Checks> checks() const {
    if (is_negated_ && place_.has_many_values) {
      return Found<Checks>::cannot("no value of many may hold it, and a rule says so of one only");
    }
    if (is_negated_ && !place_.is_always_there) {
      return Found<Checks>::cannot("a negated test does not hold where the field is missing");
    }
    if (asks_for_capitals()) {
      return Found<Checks>::cannot("capitals are asked for behind lowercase");
    }
    if (test_.op == Operator::Regex) return regex();
    if (test_.values.empty()) return Found<Checks>::cannot("no value");
    return test_.values.size() == 1 ? text(test_.values[0]) : one_of();
  }

 private:
  bool asks_for_capitals() const {
    if (!place_.is_lower_case || test_.ignore_case) return false;
    return std::any_of(test_.values.begin(), test_.values.end(), [&](const std::string& value) {
      return test_.op == Operator::Regex ? names_capitals(value) : has_capitals(value);
    });
  }

  Check content(std::string_view bytes) const {
    Check out;
    out.text = bytes;
    out.ignore_case = ignore_case_;
    return out;
  }

  Check pcre(std::string pattern) const {
    Check out;
    out.kind = Check::Kind::Pcre;
    out.text = std::move(pattern);
    out.is_negated = is_negated_;
    out.ignore_case = ignore_case_;
    return out;
  }

  /// Whether the engine takes these bytes as a content here.
  bool may_be_content(std::string_view bytes) const {
    const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    if (bytes.empty() || bytes.size() > longest_content) return false;
    if (place_.content_size != 0 && bytes.size() != place_.content_size) return false;
    return !place_.is_picky || (!is_blank(bytes.front()) && !is_blank(bytes.back()));
  }

  /// A pcre, with a content before it that must be there when it matches.
  Checks with_prefilter(Check test, const RequiredText& required) const {
    Checks out;
    if (!is_negated_ && may_be_content(required.bytes)) {
      out.push_back(content(required.bytes));
      out.back().ignore_case = ignore_case_ || required.ignores_case;
    }
    out.push_back(std::move(test));
    return out;
  }

  /// The prefilter of a literal: where a blank may be any white space, its longest part without.
  RequiredText required_of(std::string_view value) const {
    if (!wish_.any_blank) return {std::string(value.substr(0, 128)), false};
    return required_text(regex_of_literal(value), wish_);
  }

  std::string whole(const std::string& inside, Operator op) const {
    const bool starts = op != Operator::Contains && op != Operator::EndsWith;
    const bool ends = op != Operator::Contains && op != Operator::StartsWith;
    if (!place_.is_part()) {
      return fmt::format("{}{}{}", starts ? "^" : "", inside, ends ? "\\z" : "");
    }
    return fmt::format("^{}{}{}{}",
                       place_.before,
                       starts ? "" : place_.inner + "*?",
                       inside,
                       ends ? place_.after : "");
  }

  Found<Checks> text(const std::string& value) const {
    const bool is_equal = test_.op == Operator::Equals || test_.op == Operator::OneOf;
    if (place_.outer_bytes.find_first_of(value) != std::string::npos) {
      return Found<Checks>::cannot("a value that the engine cannot tell from what is around it");
    }
    if (is_equal && value.empty() && !place_.is_part()) return nothing();
    if (!place_.is_part() && !place_.any_blank && may_be_content(value)) {
      if (test_.op == Operator::Contains) return contains(value);
      if (!is_negated_ && (dialect_.has_ends || test_.op == Operator::StartsWith)) {
        return tied(value, is_equal);
      }
    }
    return with_prefilter(pcre(whole(regex_of_literal(value, wish_), test_.op)),
                          required_of(value));
  }

  Checks contains(const std::string& value) const {
    Check check = content(value);
    check.is_negated = is_negated_;
    return {check};
  }

  Checks tied(const std::string& value, bool is_equal) const {
    Check check = content(value);
    check.starts = is_equal || test_.op == Operator::StartsWith;
    check.ends = is_equal || test_.op == Operator::EndsWith;
    return {check};
  }

  /// The value is empty.
  Checks nothing() const {
    if (!dialect_.has_ends || is_negated_) return {pcre("^\\z")};
    Check check;
    check.kind = Check::Kind::Option;
    check.text = "bsize:0";
    return {check};
  }

  Found<Checks> one_of() const {
    std::string list;
    for (const std::string& value : test_.values) {
      if (place_.outer_bytes.find_first_of(value) != std::string::npos) {
        return Found<Checks>::cannot("a value that the engine cannot tell from what is around it");
      }
      list += (list.empty() ? "" : "|") + regex_of_literal(value, wish_);
    }
    return Checks{pcre(whole("(?:" + list + ")", Operator::Equals))};
  }

  Found<Checks> regex() const {
    const std::string& pattern = test_.values.at(0);
    const RegexText quoted = quote_regex(pattern, wish_);
    if (!quoted.reason.empty()) return Found<Checks>::cannot("the regex: " + quoted.reason);
    if (place_.is_part()) return regex_inside(pattern);
    return with_prefilter(pcre(quoted.pattern), required_text(pattern, wish_));
  }

  /// The pattern inside of one that finds the value first.
  Found<Checks> regex_inside(std::string_view pattern) const {
    const bool has_choice = pattern.find('|') != std::string_view::npos;
    const bool is_tied = pattern.starts_with('^') && !has_choice;
    if (is_tied) pattern.remove_prefix(1);
    if (!stays_within(pattern, place_.outer_bytes)) {
      return Found<Checks>::cannot(
          "the regex could match beyond its field, which is no buffer of its own");
    }
    const std::string inside = "(?:" + quote_regex(pattern, wish_).pattern + ")";
    const Operator op = is_tied ? Operator::StartsWith : Operator::Contains;
    return with_prefilter(pcre(whole(inside, op)), required_text(pattern, wish_));
  }

  const Test& test_;
  bool is_negated_;
  const Place& place_;
  const Dialect& dialect_;
  bool ignore_case_ = false;
  RegexWish wish_;
};

}  // namespace

Found<Checks> text_checks(const Test& test,
                          bool is_negated,
                          const Place& place,
                          const Dialect& dialect) {
  return Writer(test, is_negated, place, dialect).checks();
}

void loosen_whole_values(std::vector<Inspection>& inspections) {
  const auto contents_at = [&](const Place& place) {
    size_t count = 0;
    for (const Inspection& other : inspections) {
      if (!other.place.is_same(place)) continue;
      count += static_cast<size_t>(
          std::count_if(other.checks.begin(), other.checks.end(), [](const Check& check) {
            return check.kind == Check::Kind::Content;
          }));
    }
    return count;
  };
  for (Inspection& inspection : inspections) {
    for (size_t i = 0; i < inspection.checks.size(); ++i) {
      Check& check = inspection.checks[i];
      if (!check.starts || !check.ends || contents_at(inspection.place) < 2) continue;
      check.starts = check.ends = false;
      Check whole = check;
      whole.kind = Check::Kind::Pcre;
      whole.text = "^" + regex_of_literal(check.text) + "\\z";
      inspection.checks.insert(inspection.checks.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                               std::move(whole));
    }
  }
}

void choose_fast_pattern(std::vector<Inspection>& inspections) {
  Check* best = nullptr;
  size_t contents = 0;
  for (Inspection& inspection : inspections) {
    for (Check& check : inspection.checks) {
      if (check.kind != Check::Kind::Content || check.is_negated) continue;
      ++contents;
      const bool is_better = best == nullptr || check.text.size() > best->text.size();
      if (inspection.place.may_be_fast && is_better) best = &check;
    }
  }
  if (best != nullptr && contents > 1) best->is_fast = true;
}

}  // namespace sig::compile
