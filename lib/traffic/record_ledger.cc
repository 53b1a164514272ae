#include "traffic/record_ledger.h"

namespace sig::traffic {

bool RecordLedger::begin(std::uint64_t bytes) {
  ++number_;
  if (number_ % virtual_tables % part_.count != part_.index) return false;
  counts_.bytes += bytes;
  return true;
}

void RecordLedger::accept() {
  ++counts_.records_read;
}

void RecordLedger::reject(std::string_view reason) {
  ++counts_.records_rejected;
  ++count_of(reason);
}

void RecordLedger::note(std::string_view reason) {
  ++count_of(reason);
}

void RecordLedger::note_time(Time time) {
  if (!counts_.first_time || time < *counts_.first_time) counts_.first_time = time;
  if (!counts_.last_time || time > *counts_.last_time) counts_.last_time = time;
}

// A map lookup by std::string would allocate for every record with a note.
std::uint64_t& RecordLedger::count_of(std::string_view reason) {
  for (const auto& [known, count] : seen_) {
    if (known.data() == reason.data()) return *count;
  }
  std::uint64_t& count = counts_.reasons[std::string(reason)];
  seen_.emplace_back(reason, &count);
  return count;
}

}  // namespace sig::traffic
