#include "match/values.h"

#include "match/event_values.h"

namespace sig::match {

void values_of(const FieldRef& field,
               const Event& event,
               std::vector<NameValue>& out,
               TextArena& storage) {
  EventValues values(storage);
  values.start(event);
  values.append(field, out);
}

std::string rate_key(const FieldRef& by, const Event& event) {
  TextArena storage;
  std::vector<NameValue> found;
  values_of(by, event, found, storage);
  return found.empty() ? std::string() : std::string(found.front().value);
}

bool is_on(Surface surface, const Event& event) {
  return (surfaces_of(event) & surface_bit(surface)) != 0;
}

}  // namespace sig::match
