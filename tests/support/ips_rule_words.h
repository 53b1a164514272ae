#pragma once

#include <fmt/format.h>

#include <string>

#include "model/ips_rule.h"

/// A rule's model in short words, so that a test can say what it expects on one line.
namespace sig {

inline std::string words_of(const IpsAmount& amount) {
  return amount.variable.empty() ? std::to_string(amount.number) : amount.variable;
}

inline std::string words_of(const IpsNumberTest& test) {
  return fmt::format("{}{}..{}",
                     test.negated ? "!" : "",
                     test.low,
                     test.high == UINT64_MAX ? "" : std::to_string(test.high));
}

struct WordsOfCheck {
  std::string operator()(const IpsContent& c) const {
    std::string out = fmt::format("{}'", c.negated ? "!" : "");
    for (const char byte : c.bytes) {
      const auto code = static_cast<unsigned char>(byte);
      out += code >= 0x20 && code < 0x7f ? std::string(1, byte) : fmt::format("<{:02x}>", code);
    }
    out += "'";
    if (c.ignore_case) out += " nocase";
    if (c.starts_with) out += " startswith";
    if (c.ends_with) out += " endswith";
    if (c.rawbytes) out += " rawbytes";
    if (c.fast_pattern) out += c.fast_pattern_only ? " only" : " fast";
    if (c.fast_pattern_chop)
      out += fmt::format(" chop {}+{}", c.fast_pattern_chop->first, c.fast_pattern_chop->second);
    if (c.offset) out += " offset " + words_of(*c.offset);
    if (c.depth) out += " depth " + words_of(*c.depth);
    if (c.distance) out += " distance " + words_of(*c.distance);
    if (c.within) out += " within " + words_of(*c.within);
    return out;
  }
  std::string operator()(const IpsPcre& p) const {
    std::string out =
        fmt::format("{}/{}/{}{}", p.negated ? "!" : "", p.pattern, p.flags, p.relative ? "R" : "");
    for (const std::string& capture : p.captures)
      out += " " + capture;
    return out;
  }
  template <class Check>
  static std::string common(const Check& check) {
    std::string out;
    if (check.relative) out += " relative";
    if (check.endian != IpsEndian::Big) out += check.endian == IpsEndian::Dce ? " dce" : " little";
    if (check.base != IpsNumberBase::Binary) {
      out += check.base == IpsNumberBase::Hex       ? " hex"
             : check.base == IpsNumberBase::Decimal ? " dec"
                                                    : " oct";
    }
    if (check.mask != 0) out += fmt::format(" mask {:x}", check.mask);
    return out;
  }
  std::string operator()(const IpsByteTest& t) const {
    constexpr const char* signs[] = {"=", "!=", "<", "<=", ">", ">=", "&", "^", "<>"};
    return fmt::format("test {} {}{} {} at {}",
                       words_of(t.bytes),
                       t.negated ? "!" : "",
                       signs[static_cast<size_t>(t.compare)],
                       words_of(t.value),
                       words_of(t.offset)) +
           common(t);
  }
  std::string operator()(const IpsByteJump& j) const {
    std::string out =
        fmt::format("jump {} at {}", words_of(j.bytes), words_of(j.offset)) + common(j);
    if (j.from_beginning) out += " from_beginning";
    if (j.from_end) out += " from_end";
    if (j.align) out += " align";
    if (j.multiplier != 1) out += fmt::format(" times {}", j.multiplier);
    if (j.post_offset != 0) out += fmt::format(" then {}", j.post_offset);
    return out;
  }
  std::string operator()(const IpsByteExtract& e) const {
    std::string out = fmt::format("extract {} at {} as {}", e.bytes, e.offset, e.name) + common(e);
    if (e.multiplier != 1) out += fmt::format(" times {}", e.multiplier);
    if (e.align != 0) out += fmt::format(" align {}", e.align);
    return out;
  }
  std::string operator()(const IpsByteMath& m) const {
    return fmt::format("math {} at {} {} {} as {}",
                       words_of(m.bytes),
                       m.offset,
                       m.operation,
                       words_of(m.value),
                       m.result) +
           common(m);
  }
  std::string operator()(const IpsIsDataAt& d) const {
    return fmt::format("{}data at {}{}",
                       d.negated ? "no " : "",
                       words_of(d.offset),
                       d.relative ? " relative" : "");
  }
  std::string operator()(const IpsBufferSize& s) const { return "size " + words_of(s.size); }
  std::string operator()(const IpsBase64Decode& b) const {
    return fmt::format("decode {} at {}{}", b.bytes, b.offset, b.relative ? " relative" : "");
  }
  std::string operator()(const IpsDataset& d) const {
    constexpr const char* commands[] = {"isset", "isnotset", "set", "unset"};
    if (d.is_reputation)
      return fmt::format("reputation {} {} {}", d.name, words_of(d.reputation), d.type);
    return fmt::format(
        "{} {} {} {}", commands[static_cast<size_t>(d.command)], d.name, d.type, d.load);
  }
};

/// "http.uri: 'a' nocase, 'b'; payload: 'c'"
inline std::string words_of_inspections(const IpsRule& rule) {
  std::string out;
  for (const IpsInspection& inspection : rule.inspections) {
    if (!out.empty()) out += "; ";
    out += inspection.buffer == IpsBuffer::Payload ? "payload" : names_of(inspection.buffer).name;
    if (!inspection.frame.empty()) out += " " + inspection.frame;
    for (const IpsTransformStep& step : inspection.transforms)
      out += fmt::format(" t{}{}", static_cast<int>(step.transform), step.argument);
    out += ": ";
    bool first = true;
    for (const IpsCheck& check : inspection.checks) {
      out += (first ? "" : ", ") + std::visit(WordsOfCheck{}, check);
      first = false;
    }
    for (const IpsCheck& check : inspection.base64)
      out += ", base64 " + std::visit(WordsOfCheck{}, check);
  }
  return out;
}

inline std::string words_of(const IpsAddressSet& set) {
  if (set.any) return "any";
  std::string out;
  const auto add = [&out](std::string_view mark, const std::vector<IpsAddressRange>& ranges) {
    for (const IpsAddressRange& range : ranges)
      out += fmt::format(
          "{}{}{}-{}", out.empty() ? "" : " ", mark, range.low.text(), range.high.text());
  };
  add("", set.in);
  add("!", set.out);
  return out;
}

inline std::string words_of(const IpsPortSet& set) {
  if (set.any) return "any";
  std::string out;
  const auto add = [&out](std::string_view mark, const std::vector<IpsPortRange>& ranges) {
    for (const IpsPortRange& range : ranges)
      out += fmt::format("{}{}{}-{}", out.empty() ? "" : " ", mark, range.low, range.high);
  };
  add("", set.in);
  add("!", set.out);
  return out;
}

}  // namespace sig
