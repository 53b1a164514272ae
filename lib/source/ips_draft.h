#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/ips_rule.h"
#include "source/codes.h"
#include "source/ips_findings.h"

namespace sig::source {

/// A rule while its options are read: where the next check goes, what the last content was, and
/// which names byte_extract and byte_math gave so far. Not thread-safe.
class IpsDraft {
 public:
  IpsDraft(IpsRule& read_rule, IpsFindings& to) : rule(read_rule), findings(to) {}

  IpsRule& rule;
  IpsFindings& findings;

  // Places of checks
  void set_sticky(IpsBuffer buffer, const IpsWord& word, std::string frame = {});
  void reset_sticky(const IpsWord& word);
  void add_transform(IpsTransformStep step, const IpsWord& word);
  void enter_base64(const IpsWord& word);
  bool has_sticky() const { return is_sticky_; }
  /// The sticky buffer in force; nothing when there is none, or what base64_decode gave.
  std::optional<IpsBuffer> sticky_now() const;
  /// Where checks go now.
  void add_check(IpsCheck check, const IpsWord& word);
  /// A check that follows the last one, if there is no sticky buffer: into its buffer.
  void add_following(IpsCheck check, bool is_relative, const IpsWord& word);
  void add_to(IpsBuffer buffer, IpsCheck check, const IpsWord& word);

  // The last content
  IpsContent* last_content();
  void move_last_content(IpsBuffer buffer, const IpsWord& word);

  // Variables
  void define(std::string name);
  bool is_defined(std::string_view name) const;
  size_t variables() const { return defined_.size(); }

  /// Finding on a value of this option.
  void bad_value(const IpsOption& option, std::string message, std::string label = {});
  void unsupported(const IpsWord& keyword, std::string reason);
  /// False with a finding when `keyword` was there already.
  bool once(std::string_view keyword, const IpsOption& option);
  /// What can only be said when all options are read.
  void finish();

 private:
  struct CheckPlace {
    size_t inspection = 0;
    size_t index = 0;
    bool is_base64 = false;
  };
  struct Pending {
    IpsInspection inspection;
    IpsWord word;
  };
  void settle_pending(const IpsWord& word);
  size_t find_or_add(IpsInspection&& wanted);
  CheckPlace put(size_t inspection, bool is_base64, IpsCheck check);
  size_t current(const IpsWord& word);

  bool is_sticky_ = false;
  bool is_base64_ = false;
  size_t current_ = 0;
  std::optional<Pending> pending_;
  std::optional<CheckPlace> last_content_;
  std::optional<CheckPlace> last_;
  std::optional<size_t> base64_of_;
  std::vector<std::string> defined_;
  std::vector<std::string_view> seen_;
};

/// A number or the name of a defined variable.
bool read_amount(std::string_view text, const IpsDraft& draft, IpsAmount& amount);
std::optional<std::int64_t> read_signed(std::string_view text);
/// Decimal or 0x hexadecimal.
std::optional<std::uint64_t> read_c_number(std::string_view text);
/// Parts of a value between commas, trimmed, with their places.
std::vector<IpsWord> comma_parts(const IpsWord& value, char separator = ',');

}  // namespace sig::source
