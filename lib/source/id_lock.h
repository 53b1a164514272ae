#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/id_lock.h"

namespace sig::source {

/// ids.lock of a project (schemas/ids.lock.md); `name` stands in messages. Strict: a line of
/// another form, a number given twice and the marks of a merge conflict are Input errors that name
/// the line.
Result<IdLock> read_id_lock(std::string_view text, std::string_view name);

}  // namespace sig::source
