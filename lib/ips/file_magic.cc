#include "ips/file_magic.h"

#include <algorithm>

namespace sig::ips {
namespace {

constexpr size_t most_looked_at = 64U << 10U;

}  // namespace

std::string_view FileMagic::of(std::string_view content) {
  if (!is_loaded_) {
    is_loaded_ = true;
    // As Suricata opens it, but never a program that unpacks.
    cookie_.reset(magic_open(MAGIC_NO_CHECK_COMPRESS));
    if (cookie_ != nullptr && magic_load(cookie_.get(), nullptr) != 0) cookie_.reset();
  }
  text_.clear();
  if (cookie_ == nullptr || content.empty()) return text_;
  const char* word =
      magic_buffer(cookie_.get(), content.data(), std::min(content.size(), most_looked_at));
  if (word != nullptr) text_ = word;
  return text_;
}

}  // namespace sig::ips
