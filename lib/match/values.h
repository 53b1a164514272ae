#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/arena.h"
#include "model/event.h"
#include "model/signature.h"

namespace sig::match {

/// Appends to `out` every value that the event has for the field, as views into the event or into
/// `storage` (for values that must be made, such as "client.port" as text). `name` of an element is
/// the argument's, header's or cookie's name. Nothing is decoded: decode is the test's business.
/// http.args and http.arg_names hold query arguments and those of an urlencoded, multipart or JSON
/// body.
void values_of(const FieldRef& field,
               const Event& event,
               std::vector<NameValue>& out,
               TextArena& storage);

/// The value of a rate's `by` field, "" when the event has none.
std::string rate_key(const FieldRef& by, const Event& event);

/// True when the event is a unit of the surface.
bool is_on(Surface surface, const Event& event);

}  // namespace sig::match
