#include <algorithm>

#include "base/text.h"
#include "source/ips_rules.h"

namespace sig::source {
namespace {

bool looks_like_port(std::string_view value) {
  if (value.starts_with('!')) value.remove_prefix(1);
  return !value.empty() && value.find_first_not_of("0123456789:, []!") == std::string_view::npos &&
         std::count(value.begin(), value.end(), ':') <= 1;
}

}  // namespace

IpsVariables IpsVariables::stock() {
  IpsVariables out;
  out.addresses = {
      {"HOME_NET", "[192.168.0.0/16,10.0.0.0/8,172.16.0.0/12]"},
      {"EXTERNAL_NET", "!$HOME_NET"},
      {"HTTP_SERVERS", "$HOME_NET"},
      {"SMTP_SERVERS", "$HOME_NET"},
      {"SQL_SERVERS", "$HOME_NET"},
      {"DNS_SERVERS", "$HOME_NET"},
      {"TELNET_SERVERS", "$HOME_NET"},
      {"AIM_SERVERS", "$EXTERNAL_NET"},
      {"DC_SERVERS", "$HOME_NET"},
      {"DNP3_SERVER", "$HOME_NET"},
      {"DNP3_CLIENT", "$HOME_NET"},
      {"MODBUS_CLIENT", "$HOME_NET"},
      {"MODBUS_SERVER", "$HOME_NET"},
      {"ENIP_CLIENT", "$HOME_NET"},
      {"ENIP_SERVER", "$HOME_NET"},
      // Snort's
      {"FTP_SERVERS", "$HOME_NET"},
      {"SSH_SERVERS", "$HOME_NET"},
      {"SIP_SERVERS", "$HOME_NET"},
      {"SNMP_SERVERS", "$HOME_NET"},
  };
  out.ports = {
      {"HTTP_PORTS", "80"},
      {"SHELLCODE_PORTS", "!80"},
      {"ORACLE_PORTS", "1521"},
      {"SSH_PORTS", "22"},
      {"DNP3_PORTS", "20000"},
      {"MODBUS_PORTS", "502"},
      {"FILE_DATA_PORTS", "[$HTTP_PORTS,110,143]"},
      {"FTP_PORTS", "21"},
      {"GENEVE_PORTS", "6081"},
      {"VXLAN_PORTS", "4789"},
      {"TEREDO_PORTS", "3544"},
      // Snort's
      {"SIP_PORTS", "[5060,5061,5600]"},
      {"MAIL_PORTS", "[110,143]"},
      {"GTP_PORTS", "[2123,2152,3386]"},
  };
  return out;
}

void IpsVariables::override_with(const std::map<std::string, std::vector<std::string>>& vars) {
  for (const auto& [name, values] : vars) {
    if (values.empty()) continue;
    const std::string text = "[" + join(values, ",") + "]";
    const bool is_port =
        ports.contains(name) || name.ends_with("_PORT") || name.ends_with("_PORTS") ||
        (!addresses.contains(name) && std::all_of(values.begin(), values.end(), looks_like_port));
    (is_port ? ports : addresses)[name] = text;
  }
}

}  // namespace sig::source
