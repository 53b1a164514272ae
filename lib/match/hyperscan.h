#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sig::match {

/// One pattern for Hyperscan. Its id is its place in the group.
struct HsPattern {
  std::string expression;
  bool ignore_case = false;
  bool is_regex = false;   ///< written by a user; else made of \xNN by literal_expression
  bool prefilter = false;  ///< Hyperscan may report too much: confirm each match
};

/// Each byte as \xNN, so that no byte of a text can be an operator.
std::string literal_expression(std::string_view text);

/// A serialized database, or why there is none.
struct HsCompiled {
  std::string database;  ///< empty when refused
  std::string error;
  int refused = -1;  ///< which pattern; -1: the group as a whole
};

/// Compiles a group in this process. Regexes that Hyperscan can only prefilter get that flag; those
/// that it cannot even prefilter get it too and are reported for every text.
HsCompiled compile_patterns(std::vector<HsPattern>& patterns);

/// False for a compiled pattern that is reported for every text.
bool is_filtered(const HsPattern& pattern);

/// What a compiled database depends on besides its patterns: "5.4.0 platform 00f3".
std::string hyperscan_identity();
/// "5.4.0"
std::string hyperscan_version();

/// A loaded database. Immutable; shared by threads.
class HsDatabase {
 public:
  /// Null when the bytes are no database for this library and machine.
  static std::unique_ptr<const HsDatabase> load(std::string_view serialized);
  ~HsDatabase();
  HsDatabase(const HsDatabase&) = delete;
  HsDatabase& operator=(const HsDatabase&) = delete;
  size_t size() const;

 private:
  friend class HsScanner;
  struct State;
  explicit HsDatabase(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// One thread's scratch for any number of databases.
class HsScanner {
 public:
  HsScanner();
  ~HsScanner();
  HsScanner(HsScanner&&) noexcept;

  /// Must be called for each database before it is scanned.
  void make_room_for(const HsDatabase& database);

  /// Calls `on_match(context, id)` at most once per pattern; it returns true to stop. False when
  /// the library failed, so that nothing is known about the text.
  using OnMatch = bool (*)(void* context, unsigned id);
  bool scan(const HsDatabase& database, std::string_view text, OnMatch on_match, void* context);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sig::match
