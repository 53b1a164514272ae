#include "bundle/paths.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "bundle/tar_header.h"

namespace sig::bundle {
namespace {

std::optional<std::string> component_fault(std::string_view component) {
  if (component.empty()) return "has an empty component";
  if (component == "." || component == "..") return "has a component \".\" or \"..\"";
  if (component.back() == '.' || component.back() == ' ') {
    return "has a component that ends in a dot or a space";
  }
  if (component.front() == ' ') return "has a component that begins with a space";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> path_fault(std::string_view path, size_t limit) {
  if (path.empty()) return "is empty";
  if (path.size() > limit) return fmt::format("has {} bytes; the limit is {}", path.size(), limit);
  if (!is_valid_utf8(path)) return "is not UTF-8";
  // quote() makes what a terminal must not see visible, so a path that it changes is not plain.
  if (quote(path, path.size()).size() != path.size() + 2) {
    return "has control, bidi or invisible characters";
  }
  if (path.front() == '/') return "is absolute";
  if (path.find_first_of("\\:") != std::string_view::npos) return "has a backslash or a colon";
  for (const std::string_view component : split(path, '/')) {
    if (auto fault = component_fault(component)) return fault;
  }
  if (!split_for_tar(path)) {
    return fmt::format("has a last component over {} bytes", tar_name_bytes);
  }
  return std::nullopt;
}

Status check_paths(const std::vector<std::string_view>& paths, size_t limit) {
  std::map<std::string, std::string_view> seen;
  for (const std::string_view path : paths) {
    if (const auto fault = path_fault(path, limit)) {
      return input_error(fmt::format("path {} {}", quote(path, 240), *fault));
    }
    const auto [other, is_new] = seen.emplace(to_lower_ascii(path), path);
    if (is_new) continue;
    if (other->second == path) {
      return input_error(fmt::format("path {} stands there twice", quote(path, 240)));
    }
    return input_error(fmt::format(
        "paths {} and {} differ in case alone", quote(other->second, 240), quote(path, 240)));
  }
  for (const auto& [lower, path] : seen) {
    for (size_t slash = lower.find('/'); slash != std::string::npos;
         slash = lower.find('/', slash + 1)) {
      const auto parent = seen.find(lower.substr(0, slash));
      if (parent == seen.end()) continue;
      return input_error(fmt::format(
          "path {} is a file and the folder of {}", quote(parent->second, 240), quote(path, 240)));
    }
  }
  return ok();
}

}  // namespace sig::bundle
