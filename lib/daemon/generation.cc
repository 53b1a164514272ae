#include "daemon/generation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"

namespace sig::daemon {
namespace {

constexpr std::string_view prefix = "generations/";
constexpr size_t digest_digits = 12;

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string file_of(const std::string& folder,
                    const Generation& generation,
                    std::string_view file) {
  return fmt::format("{}/{}{}/{}", folder, prefix, generation.name, file);
}

}  // namespace

std::optional<Generation> parse_generation(std::string_view name) {
  const size_t dash = name.find('-');
  if (dash == std::string_view::npos || dash > 10) return std::nullopt;
  const std::string_view digest = name.substr(dash + 1);
  const std::optional<std::uint64_t> release = parse_unsigned(name.substr(0, dash));
  if (!release || digest.size() != digest_digits || !is_lower_hex(digest)) return std::nullopt;
  return Generation{std::string(name), *release};
}

Result<Generation> read_current(const std::string& folder) {
  const std::string link = folder + "/current";
  std::array<char, 256> target{};
  const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
  if (length < 0) {
    return io_error(fmt::format("cannot read the link {}: {}", quote(link), std::strerror(errno)),
                    "push a release to this folder");
  }
  const std::string_view text(target.data(), static_cast<size_t>(length));
  const bool is_inside = text.starts_with(prefix);
  const std::optional<Generation> generation =
      is_inside ? parse_generation(text.substr(prefix.size())) : std::nullopt;
  if (!generation) {
    return input_error(fmt::format(
        "{} points to {}; it must point to generations/RELEASE-DIGEST", quote(link), quote(text)));
  }
  return *generation;
}

std::vector<Generation> older_generations(const std::string& folder, const Generation& than) {
  std::vector<Generation> found;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder + "/generations", error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::optional<Generation> generation =
        parse_generation(entries->path().filename().string());
    if (generation && generation->release < than.release) found.push_back(*generation);
  }
  std::sort(found.begin(), found.end(), [](const Generation& a, const Generation& b) {
    return std::tie(b.release, b.name) < std::tie(a.release, a.name);
  });
  return found;
}

std::string bundle_path(const std::string& folder, const Generation& generation) {
  return file_of(folder, generation, "bundle.sigctl");
}

std::string activation_path(const std::string& folder, const Generation& generation) {
  return file_of(folder, generation, "activation.json");
}

}  // namespace sig::daemon
