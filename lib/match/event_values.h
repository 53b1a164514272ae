#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "match/arena.h"
#include "model/event.h"
#include "model/signature.h"

namespace sig::match {

/// Gives the field values of one event after the other; what several fields share (arguments,
/// cookies) is read once per event. Values that must be made live in `arena`, which the owner
/// resets between events. One thread; no allocation once warm.
class EventValues {
 public:
  explicit EventValues(TextArena& arena) : arena_(arena) {}
  void start(const Event& event);
  /// Appends to `out`; see values_of.
  void append(const FieldRef& field, std::vector<NameValue>& out);
  bool has(const FieldRef& field);

 private:
  const std::vector<NameValue>& arguments();
  const std::vector<NameValue>& cookies();

  TextArena& arena_;
  const Event* event_ = nullptr;
  std::vector<NameValue> arguments_;
  std::vector<NameValue> cookies_;
  std::vector<NameValue> probe_;
  bool has_arguments_ = false;
  bool has_cookies_ = false;
};

/// The binary value of a number field.
std::optional<std::int64_t> number_of(FieldId field, const Event& event);

/// The binary value of an address field.
std::optional<IpAddress> address_of(FieldId field, const Event& event);

/// The surfaces of which the event is a unit, one bit per Surface.
std::uint32_t surfaces_of(const Event& event);
constexpr std::uint32_t surface_bit(Surface surface) {
  return 1U << static_cast<unsigned>(surface);
}

}  // namespace sig::match
