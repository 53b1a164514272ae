#pragma once

#include <string_view>
#include <vector>

#include "source/ips_text.h"

namespace sig::source {

/// One word or option of a rule: a view into the rule's text and where it starts there.
struct IpsWord {
  std::string_view text;
  size_t at = 0;
};

struct IpsOption {
  IpsWord name;
  IpsWord value;  ///< behind the colon, trimmed; without its quotes and without !
  IpsWord raw;    ///< the value with all of that
  bool has_colon = false;
  bool is_quoted = false;
  bool is_negated = false;   ///< a ! before the quote
  bool is_unclosed = false;  ///< starts with a quote that has no partner
};

/// A rule cut into its parts; nothing of it is judged but the cutting itself.
struct IpsSyntax {
  IpsWord action, protocol, source, source_ports, direction, destination, destination_ports;
  bool has_addresses = true;  ///< false for `alert http (` of Snort 3
  size_t body = 0;            ///< behind the (, or the end of the text
  bool has_body = false;
  bool is_closed = false;  ///< the ) is there
  std::vector<IpsOption> options;
  size_t unterminated = std::string_view::npos;  ///< start of an option without ;
};

void cut_ips_rule(std::string_view text, IpsDialect dialect, IpsSyntax& out);

IpsWord trim_word(std::string_view text, size_t at);

}  // namespace sig::source
