#pragma once

#include <magic.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/handle.h"

namespace sig::ips {

/// What libmagic calls the content of a file ("PDF document, version 1.6"), for filemagic and
/// file.magic. Loads libmagic's table when first asked. One thread.
class FileMagic {
 public:
  /// Empty where libmagic has no table or no word. Lives until the next call. Content comes from
  /// captures: only its first 64 KiB are looked at.
  std::string_view of(std::string_view content);

 private:
  std::unique_ptr<magic_set, FreeWith<magic_close>> cookie_;
  bool is_loaded_ = false;
  std::string text_;
};

}  // namespace sig::ips
