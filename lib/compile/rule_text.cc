#include "compile/rule_text.h"

#include <fmt/format.h>

#include "compile/escape.h"

namespace sig::compile {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "" : ",") + word;
  return out;
}

/// Options one after the other, each with its semicolon.
class Options {
 public:
  void add(std::string_view option) {
    if (!out_.empty()) out_ += ' ';
    out_ += option;
    out_ += ';';
  }
  const std::string& text() const { return out_; }

 private:
  std::string out_;
};

std::string pcre_text(const Check& check, std::string_view flags) {
  return fmt::format("pcre:{}\"/{}/{}{}\"",
                     check.is_negated ? "!" : "",
                     check.text,
                     check.ignore_case ? "i" : "",
                     flags);
}

std::string content_start(const Check& check) {
  return fmt::format("content:{}\"{}\"", check.is_negated ? "!" : "", content_text(check.text));
}

std::string metadata_text(const Rule& rule) {
  std::string out = "metadata:";
  for (const auto& [key, value] : rule.metadata)
    out += (out.ends_with(':') ? "" : ", ") + key + " " + value;
  return out;
}

std::string track(const RuleRate& rate) {
  return rate.by_source ? "by_src" : "by_dst";
}

/// What stands behind the inspections.
void add_end(const Rule& rule, Options& options) {
  options.add("classtype:" + rule.classtype);
  for (const std::string& reference : rule.references)
    options.add("reference:" + reference);
  options.add(metadata_text(rule));
  options.add(fmt::format("sid:{}", rule.sid));
  options.add(fmt::format("rev:{}", rule.rev));
}

std::string header_text(const Rule& rule, std::string_view protocol) {
  return fmt::format("alert {} {} {} -> {} {}",
                     protocol,
                     rule.source,
                     rule.source_ports,
                     rule.destination,
                     rule.destination_ports);
}

/// Snort counts hits before it speaks: the count-th is the first that is heard.
std::string detection_filter(const RuleRate& rate) {
  return fmt::format(
      "detection_filter:track {}, count {}, seconds {}", track(rate), rate.count - 1, rate.seconds);
}

void add_suricata_check(const Check& check, Options& options) {
  if (check.kind == Check::Kind::Option) return options.add(check.text);
  if (check.kind == Check::Kind::Pcre) return options.add(pcre_text(check, ""));
  options.add(content_start(check));
  if (check.ignore_case) options.add("nocase");
  if (check.starts) options.add("startswith");
  if (check.ends) options.add("endswith");
  if (check.is_fast) options.add("fast_pattern");
}

void add_snort2_check(const Check& check, const Place& place, Options& options) {
  if (check.kind == Check::Kind::Option) return options.add(check.text);
  if (check.kind == Check::Kind::Pcre) {
    std::string flags = place.starts_a_line ? "m" : "";
    if (place.pcre_flag != 0) flags += place.pcre_flag;
    return options.add(pcre_text(check, flags));
  }
  options.add(content_start(check));
  if (check.ignore_case) options.add("nocase");
  if (check.starts) options.add(fmt::format("depth:{}", check.text.size()));
  if (place.is_modifier) options.add(place.buffer);
  if (check.is_fast) options.add("fast_pattern");
}

void add_snort3_check(const Check& check, const Place& place, Options& options) {
  if (check.kind == Check::Kind::Option) return options.add(check.text);
  if (check.kind == Check::Kind::Pcre) {
    return options.add(pcre_text(check, place.starts_a_line ? "m" : ""));
  }
  std::string out = content_start(check);
  if (check.ignore_case) out += ",nocase";
  if (check.starts) out += fmt::format(",offset 0,depth {}", check.text.size());
  if (check.is_fast) out += ",fast_pattern";
  options.add(out);
}

}  // namespace

std::string suricata_rule(const Rule& rule) {
  Options options;
  options.add(fmt::format("msg:\"{}\"", suricata_message(rule.message)));
  if (!rule.flow.empty()) options.add("flow:" + joined(rule.flow));
  for (const std::string& option : rule.options)
    options.add(option);
  const Place* at = nullptr;
  for (const Inspection& inspection : rule.inspections) {
    const Place& place = inspection.place;
    const bool is_new = at == nullptr || !at->is_same(place);
    if (is_new && !place.buffer.empty()) {
      options.add(place.buffer);
      for (const std::string& transform : place.transforms)
        options.add(transform);
    }
    at = &place;
    for (const Check& check : inspection.checks)
      add_suricata_check(check, options);
  }
  if (rule.rate) {
    options.add(fmt::format("threshold:type threshold, track {}, count {}, seconds {}",
                            track(*rule.rate),
                            rule.rate->count,
                            rule.rate->seconds));
  }
  add_end(rule, options);
  return header_text(rule, rule.protocol) + " (" + options.text() + ")";
}

std::string snort2_rule(const Rule& rule) {
  const bool is_http = rule.protocol == "http";
  Options options;
  options.add(fmt::format("msg:\"{}\"", snort_message(rule.message)));
  if (!rule.flow.empty()) options.add("flow:" + joined(rule.flow));
  for (const std::string& option : rule.options)
    options.add(option);
  bool in_file = false;
  // file_data holds for all that stands behind it, so it stands last.
  for (const bool is_last : {false, true}) {
    for (const Inspection& inspection : rule.inspections) {
      const Place& place = inspection.place;
      const bool is_sticky = !place.buffer.empty() && !place.is_modifier;
      if (is_sticky != is_last) continue;
      if (is_sticky && !in_file) options.add(place.buffer);
      in_file = in_file || is_sticky;
      for (const Check& check : inspection.checks)
        add_snort2_check(check, place, options);
    }
  }
  if (rule.rate) options.add(detection_filter(*rule.rate));
  Rule named = rule;
  if (is_http) named.metadata.insert(named.metadata.begin(), {"service", "http"});
  add_end(named, options);
  return header_text(rule, is_http ? "tcp" : rule.protocol) + " (" + options.text() + ")";
}

std::string snort3_rule(const Rule& rule) {
  const bool is_http = rule.protocol == "http";
  Options options;
  options.add(fmt::format("msg:\"{}\"", snort_message(rule.message)));
  if (!rule.flow.empty()) options.add("flow:" + joined(rule.flow));
  for (const std::string& option : rule.options)
    options.add(option);
  const Place* at = nullptr;
  for (const Inspection& inspection : rule.inspections) {
    const Place& place = inspection.place;
    const bool is_new = at == nullptr || !at->is_same(place);
    if (is_new && !place.buffer.empty()) options.add(place.buffer);
    at = &place;
    for (const Check& check : inspection.checks)
      add_snort3_check(check, place, options);
  }
  if (rule.rate) options.add(detection_filter(*rule.rate));
  add_end(rule, options);
  // A rule on a service has no addresses: Snort 3 does not look at them there.
  return (is_http ? "alert http" : header_text(rule, rule.protocol)) + " ( " + options.text() +
         " )";
}

}  // namespace sig::compile
