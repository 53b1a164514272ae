#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/codes.h"
#include "source/project_reader.h"

namespace sig::source {
namespace {

struct DriverRow {
  std::string_view name;
  std::array<std::string_view, 3> required;  ///< settings that it cannot work without
};
constexpr std::array<DriverRow, 10> drivers{{{"sigmatchd", {"folder", "socket", "url"}},
                                             {"suricata", {}},
                                             {"snort", {}},
                                             {"nginx-modsecurity", {}},
                                             {"apache-modsecurity", {}},
                                             {"fail2ban", {}},
                                             {"ossec", {}},
                                             {"wazuh", {}},
                                             {"haproxy", {}},
                                             {"crowdsec", {}}}};

constexpr size_t most_setting_levels = 4;
constexpr size_t most_settings = 100;

std::string read_driver(const YamlNode& node, Findings& findings) {
  const auto text = read_text(node, "driver", {}, findings);
  if (!text) return {};
  std::vector<std::string_view> names;
  for (const DriverRow& row : drivers)
    names.push_back(row.name);
  if (std::find(names.begin(), names.end(), *text) == names.end()) {
    findings.error(code::unknown_driver,
                   node.span,
                   fmt::format("unknown driver {}", quote(*text)),
                   "expected " + join_or(names),
                   suggestion(*text, names, findings));
  }
  return *text;
}

/// A scalar of a driver's setting: text, or a number or boolean as it is written.
std::optional<std::string> read_setting(const YamlNode& node, Findings& findings) {
  const bool is_plain = node.kind == YamlNode::Kind::Scalar && node.style == YamlNode::Style::Plain;
  const bool is_number = !node.text.empty() && node.text.size() <= 19 &&
                         node.text.find_first_not_of("0123456789") == std::string::npos &&
                         (node.text[0] != '0' || node.text.size() == 1);
  if (is_plain && (is_number || node.text == "true" || node.text == "false")) return node.text;
  return read_text(node, node.key, {.most_bytes = 1024}, findings);
}

void flatten(const YamlNode& node,
             const std::string& prefix,
             size_t level,
             EnforcementPoint& point,
             Findings& findings) {
  if (node.kind != YamlNode::Kind::Map) {
    if (const auto value = read_setting(node, findings)) point.settings[prefix] = *value;
    return;
  }
  if (level > most_setting_levels || point.settings.size() > most_settings) {
    findings.error(code::out_of_range,
                   node.span,
                   level > most_setting_levels ? "settings nest too deep" : "too many settings",
                   fmt::format("expected at most {}",
                               level > most_setting_levels ? most_setting_levels : most_settings));
    return;
  }
  for (const YamlNode& child : node.children)
    flatten(child, prefix + "." + child.key, level + 1, point, findings);
}

void check_settings(const YamlNode& node, const EnforcementPoint& point, Findings& findings) {
  const auto* row = std::find_if(
      drivers.begin(), drivers.end(), [&](const DriverRow& r) { return r.name == point.driver; });
  if (row == drivers.end()) return;
  for (const std::string_view wanted : row->required) {
    if (wanted.empty() || node.find(wanted) != nullptr) continue;
    const YamlNode* near = nullptr;
    for (const YamlNode& child : node.children) {
      if (closest_match(child.key, std::span(&wanted, 1))) near = &child;
    }
    findings.error(code::missing_setting,
                   near != nullptr ? near->key_span : node.key_span,
                   fmt::format("the enforcement point {} has no {}, which {} needs",
                               quote(point.name),
                               quote(wanted),
                               point.driver),
                   {},
                   near != nullptr ? fmt::format("did you mean {}?", quote(wanted))
                                   : fmt::format("add {}: VALUE", wanted));
  }
}

EnforcementPoint read_point(const YamlNode& node,
                            const std::vector<Environment>& environments,
                            Findings& findings) {
  EnforcementPoint point;
  point.name = node.key;
  point.where = where(node.key_span, findings.sources());
  check_name(node, "an enforcement point", findings);
  ObjectReader reader(node, "the enforcement point " + quote(node.key), findings);
  if (!reader.is_mapping()) return point;
  if (const YamlNode* driver = reader.required("driver")) {
    point.driver = read_driver(*driver, findings);
  }
  if (const YamlNode* environment = reader.required("environment")) {
    std::vector<std::string_view> names;
    for (const Environment& known : environments)
      names.push_back(known.name);
    point.environment = read_text(*environment, "environment", {}, findings).value_or("");
    if (!point.environment.empty() &&
        std::find(names.begin(), names.end(), point.environment) == names.end()) {
      refuse_environment(*environment, point.environment, names, findings);
    }
  }
  if (const YamlNode* wave = reader.optional("wave")) {
    point.wave = static_cast<std::uint32_t>(
        read_unsigned(*wave, "wave", {.least = 1, .most = 100}, findings).value_or(1));
  }
  for (const YamlNode& child : node.children) {
    if (child.key == "driver" || child.key == "environment" || child.key == "wave") continue;
    flatten(child, child.key, 1, point, findings);
  }
  check_settings(node, point, findings);
  return point;
}

}  // namespace

std::vector<EnforcementPoint> read_points(const YamlNode& node,
                                          const std::vector<Environment>& environments,
                                          Findings& findings) {
  std::vector<EnforcementPoint> out;
  const ObjectReader points(node, "enforcement_points", findings);
  if (!points.is_mapping()) return out;
  for (const YamlNode& child : node.children)
    out.push_back(read_point(child, environments, findings));
  std::sort(out.begin(), out.end(), [](const EnforcementPoint& a, const EnforcementPoint& b) {
    return std::tie(a.wave, a.name) < std::tie(b.wave, b.name);
  });
  return out;
}

}  // namespace sig::source
