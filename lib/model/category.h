#pragma once

#include <span>
#include <string_view>

namespace sig {

/// One row per category of signature: its name in our language and its names elsewhere.
struct Category {
  std::string_view name;
  std::string_view title;
  std::string_view classtype;  ///< Suricata classification.config
  std::string_view crs_tag;    ///< OWASP CRS tag
  std::string_view ossec_group;
  int cwe;                       ///< 0: none fits
  std::string_view attack_type;  ///< F5 attack_type
};

std::span<const Category> categories();
const Category* find_category(std::string_view name);

}  // namespace sig
