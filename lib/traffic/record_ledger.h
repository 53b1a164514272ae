#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "traffic/event_source.h"

namespace sig::traffic {

/// Numbers the records of a text recording and keeps the counts of those that belong to one part:
/// record r belongs to part (r % virtual_tables) % count. Reasons are string literals.
class RecordLedger {
 public:
  explicit RecordLedger(Part part) : part_(part) {}

  /// Begins the next record, of so many bytes; true when it is ours. Everything below is for it.
  bool begin(std::uint64_t bytes);
  std::uint64_t number() const { return number_; }

  void accept();
  void reject(std::string_view reason);
  /// Something worth knowing about a record that is accepted all the same.
  void note(std::string_view reason);
  void note_time(Time time);
  void finish() { counts_.end_of_input = true; }

  const ReadCounts& counts() const { return counts_; }

 private:
  std::uint64_t& count_of(std::string_view reason);

  Part part_;
  std::uint64_t number_ = 0;
  ReadCounts counts_;
  std::vector<std::pair<std::string_view, std::uint64_t*>> seen_;
};

}  // namespace sig::traffic
