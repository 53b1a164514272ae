#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sig::compile {

/// A rule of an IPS on its way to text. Plain values; texts of buffers and options are those of the
/// dialect it is made for, patterns and bytes are not yet quoted unless said so.

/// Which way the traffic goes that a check looks at.
enum class Side { Either, Request, Response };

/// Where a check looks.
struct Place {
  std::string buffer;  ///< a sticky buffer, or Snort 2's modifier; empty: the payload
  std::vector<std::string> transforms;  ///< Suricata: options behind the buffer
  bool is_modifier = false;             ///< Snort 2: the name stands behind each content
  char pcre_flag = 0;                   ///< Snort 2: what names the buffer behind a pcre
  Side side = Side::Either;

  /// When the value is a part of the buffer: patterns (quoted) for what stands before it, for one
  /// byte of it and for its end, and the bytes that it cannot hold.
  std::string before, inner, after;
  std::string outer_bytes;
  bool starts_a_line = false;  ///< `before` begins at any line

  bool is_lower_case = false;  ///< values are compared in lower case
  bool any_blank = false;      ///< a blank in the value may be any one white-space byte
  bool is_always_there = false;
  bool has_many_values = false;
  bool may_be_fast = true;  ///< the engine may look for its content first
  bool is_picky = false;    ///< a content may neither begin nor end in white space
  size_t content_size = 0;  ///< a content has this size; 0: any

  bool is_part() const { return !before.empty(); }
  /// The same buffer with the same transforms; of many values each check may find its own.
  bool is_same(const Place& other) const {
    return buffer == other.buffer && transforms == other.transforms && !has_many_values;
  }
};

struct Check {
  enum class Kind { Content, Pcre, Option } kind = Kind::Content;
  std::string text;  ///< bytes, a quoted pattern, or a whole option
  bool is_negated = false;
  bool ignore_case = false;
  bool starts = false;  ///< Suricata: startswith; Snort: depth of its size
  bool ends = false;    ///< Suricata only
  bool is_fast = false;
};

struct Inspection {
  Place place;
  std::vector<Check> checks;
};

struct RuleRate {
  std::uint32_t count = 1;
  std::uint64_t seconds = 1;
  bool by_source = true;
};

struct Rule {
  std::string protocol;  ///< "http", "tcp", "ip", ...
  std::string source = "any", source_ports = "any";
  std::string destination = "any", destination_ports = "any";
  std::vector<std::string> flow;     ///< "established", "to_server"
  std::vector<std::string> options;  ///< whole options on headers: "flags:S"
  std::vector<Inspection> inspections;
  std::optional<RuleRate> rate;

  std::string message;
  std::string classtype;
  std::vector<std::string> references;                        ///< quoted
  std::vector<std::pair<std::string, std::string>> metadata;  ///< quoted
  std::uint32_t sid = 0;
  std::uint32_t rev = 1;
};

/// A value, or why the engine cannot do it.
template <class T>
struct Found {
  std::optional<T> value;
  std::string reason;

  Found(T found) : value(std::move(found)) {}
  static Found cannot(std::string why) {
    Found out;
    out.reason = std::move(why);
    return out;
  }

 private:
  Found() = default;
};

}  // namespace sig::compile
