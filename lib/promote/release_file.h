#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/release.h"

namespace sig::promote {

inline constexpr size_t max_release_bytes = 1U << 20U;
inline constexpr size_t max_reason_bytes = 4096;
inline constexpr size_t max_evidence_files = 1000;
inline constexpr std::uint64_t max_release_number = 1000000000;

/// release.json (schemas/release.md): canonical, indented by two. tag_object and commit are not in
/// it: they follow from it.
std::string release_text(const Release& release);

/// Reads what release_text wrote, and refuses any other text.
Result<Release> read_release(std::string_view text, std::string_view name);

/// What must hold of every release: the writer checks it before it writes, the reader after.
Status check_release(const Release& release);

}  // namespace sig::promote
