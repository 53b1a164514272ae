#include "bundle/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "bundle/paths.h"
#include "bundle/tar_header.h"

namespace sig::bundle {
namespace {

bool is_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

std::string_view until_nul(std::string_view field) {
  return field.substr(0, field.find('\0'));
}

std::optional<std::uint64_t> read_octal(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

struct Entry {
  std::string path;
  std::uint64_t bytes = 0;
};

Result<Entry> read_header(std::string_view block, const Limits& limits) {
  const std::string_view name = until_nul(block.substr(0, tar_name_bytes));
  const std::string_view prefix = until_nul(block.substr(345, tar_prefix_bytes));
  Entry entry{prefix.empty() ? std::string(name) : fmt::format("{}/{}", prefix, name), 0};
  if (const char type = block[156]; type != '0') {
    return input_error(fmt::format("entry {} is {}; a bundle holds regular files only",
                                   quote(entry.path, 240),
                                   tar_type_name(type)));
  }
  if (const auto fault = path_fault(entry.path, limits.path_bytes)) {
    return input_error(fmt::format("path {} {}", quote(entry.path, 240), *fault));
  }
  const std::optional<std::uint64_t> bytes = read_octal(block.substr(124, 11));
  if (!bytes || block != tar_header(entry.path, *bytes)) {
    return input_error(
        fmt::format("the header of {} is not as sigctl writes it", quote(entry.path, 240)));
  }
  entry.bytes = *bytes;
  return entry;
}

/// Walks the blocks of an archive; `rest_` is what has not been read.
class Walk {
 public:
  Walk(std::string_view bytes, const Limits& limits) : rest_(bytes), limits_(limits) {}

  /// Nothing at the end marker, behind which nothing may stand.
  Result<std::optional<BundleFile>> next() {
    if (rest_.size() < tar_block) return input_error("the archive ends within a header");
    const std::string_view block = take(tar_block);
    if (is_zero(block)) {
      if (rest_.size() != tar_block || !is_zero(rest_)) {
        return input_error("the archive does not end in two zero blocks alone");
      }
      return std::optional<BundleFile>();
    }
    const Entry entry = TRY(read_header(block, limits_));
    const size_t padding = tar_padding(entry.bytes);
    if (entry.bytes > rest_.size() || padding > rest_.size() - entry.bytes) {
      return input_error(fmt::format(
          "file {} states {} bytes; the archive ends before", quote(entry.path, 240), entry.bytes));
    }
    BundleFile file{entry.path, std::string(take(static_cast<size_t>(entry.bytes)))};
    if (!is_zero(take(padding))) {
      return input_error(fmt::format("the padding behind {} is not zero", quote(entry.path, 240)));
    }
    return std::optional<BundleFile>(std::move(file));
  }

 private:
  std::string_view take(size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  const Limits& limits_;
};

}  // namespace

std::string pack(const std::vector<BundleFile>& files) {
  size_t total = 2 * tar_block;
  for (const BundleFile& file : files)
    total += tar_block + file.bytes.size() + tar_padding(file.bytes.size());
  std::string out;
  out.reserve(total);
  for (const BundleFile& file : files) {
    out += tar_header(file.path, file.bytes.size());
    out += file.bytes;
    out.append(tar_padding(file.bytes.size()), '\0');
  }
  out.append(2 * tar_block, '\0');
  return out;
}

Result<std::vector<BundleFile>> unpack(const SealedPayload& payload, const Limits& limits) {
  Walk walk(payload.bytes(), limits);
  std::vector<BundleFile> files;
  for (;;) {
    std::optional<BundleFile> file = TRY(walk.next());
    if (!file) return files;
    files.push_back(*std::move(file));
    if (files.size() > limits.files) {
      return input_error(fmt::format("holds more than {} files", limits.files));
    }
  }
}

}  // namespace sig::bundle
