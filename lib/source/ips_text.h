#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_text.h"
#include "model/ips_rule.h"

namespace sig::source {

/// One rule as text, continuation lines joined, and where its bytes stand in the file.
struct IpsRuleText {
  struct Piece {
    std::uint32_t at = 0;     ///< in `text`
    std::uint32_t place = 0;  ///< in the file
  };
  std::string text;
  std::vector<Piece> pieces;
  std::uint32_t source = 0;
  std::uint32_t end = 0;  ///< in the file, behind the last byte
  bool is_comment = false;
  bool is_indented = false;  ///< starts with a blank: Suricata passes over it

  Span span(size_t at, size_t length) const;
  Span whole() const;
};

/// Cuts a text into rules. A comment is given when it looks like a rule. Views stay valid as long
/// as the bytes do.
class IpsRuleCutter {
 public:
  IpsRuleCutter(std::string_view bytes, std::uint32_t source, IpsDialect dialect);
  /// False at the end.
  bool next(IpsRuleText& rule);

 private:
  struct Line {
    std::uint32_t start = 0;
    std::string_view text;  ///< without its line end
  };
  bool next_line(Line& line);
  void take(const Line& line, std::string_view part, IpsRuleText& rule);
  void take_rest(Line line, std::string_view part, IpsRuleText& rule);

  std::string_view bytes_;
  std::uint32_t source_;
  IpsDialect dialect_;
  size_t at_ = 0;
};

bool is_ips_action(std::string_view word);
bool is_ips_blank(char c);

}  // namespace sig::source
